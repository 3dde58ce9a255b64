import { Button, Loader, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconSearch, IconSearchOff } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import { get, query } from "../api/http";
import type { Contact, SearchResult } from "../api/types";
import { readable } from "../calls/numbers";
import { lastWords } from "../calls/words";
import { serverNow } from "../format/now";
import { useFormat } from "../format/time";
import { Face } from "../parts/Face";
import { Nothing } from "../parts/Nothing";
import parts from "../parts/parts.module.css";
import { Marked } from "./Marked";
import css from "./Search.module.css";

/** Over people and every word that was ever said, within what I may see. */
export default function SearchPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const [params, setParams] = useSearchParams();
  const [text, setText] = useState(params.get("q") ?? "");
  const [word] = useDebouncedValue(text.trim(), 250);
  useEffect(() => setParams(word ? { q: word } : {}, { replace: true }), [word, setParams]);
  const results = useInfiniteQuery({
    queryKey: ["search", word],
    enabled: word.length > 1,
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) => get<SearchResult>(`/search${query({ q: word, cursor: pageParam })}`, signal),
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: (old) => old,
  });
  const pages = results.data?.pages ?? [];
  const contacts = pages[0]?.contacts ?? [];
  const found = pages.flatMap((page) => page.conversations);
  const nothing = word.length > 1 && !results.isFetching && results.isSuccess && contacts.length + found.length === 0;
  return (
    <div className={parts.page}>
      <div className={css.column}>
        <h1 className="visually-hidden">{t("nav.search")}</h1>
        <TextInput size="lg" autoFocus type="search" leftSection={<IconSearch size={20} />} rightSection={results.isFetching ? <Loader size={16} aria-label={t("common.loading")} /> : null}
          placeholder={t("search.placeholder")} aria-label={t("search.placeholder")} value={text} onChange={(event) => setText(event.currentTarget.value)} data-testid="search-input" />
        {word.length < 2 && <Nothing icon={IconSearch} title={t("search.start")} hint={t("search.startHint")} />}
        {results.isError && <Nothing icon={IconSearchOff} title={t("errors.unexpected")} hint={results.error.message} />}
        {nothing && <Nothing icon={IconSearchOff} title={t("search.nothing", { word })} hint={t("search.nothingHint")} />}
        {contacts.length > 0 && (
          <section aria-label={t("search.people")}>
            <h2 className={css.heading}>{t("search.people")}</h2>
            {contacts.map((one) => (
              <Link key={one.id} to={`/contacts/${one.id}`} className={css.hit} data-testid="search-result" data-type="contact">
                <Face id={one.id} name={one.name} size={34} />
                <span className={css.words}><b dir="auto"><Marked text={readable(one.name)} word={word} /></b><Text span size="sm" c="dimmed" className="ltr">{reachedBy(one)}</Text></span>
              </Link>
            ))}
          </section>
        )}
        {found.length > 0 && (
          <section aria-label={t("search.conversations")}>
            <h2 className={css.heading}>{t("search.conversations")}</h2>
            {found.map(({ conversation: one, hit }) => (
              <Link key={one.id + (hit?.seq ?? "")} to={`/inbox/${one.id}${hit ? `?seq=${hit.seq}` : ""}`} className={css.hit} data-testid="search-result" data-type="conversation" data-id={one.id}>
                <Face id={one.contact.id} name={one.contact.name} channel={one.channel} size={34} />
                <span className={css.words}>
                  <span className={css.line}><b dir="auto"><bdi>{readable(one.contact.name)}</bdi></b><Text span size="xs" c="dimmed">#{one.number} · {t(`state.${one.state}`)}</Text></span>
                  {one.channel === "email" && one.subject && <span className={css.subject} dir="auto"><Marked text={one.subject} word={word} /></span>}
                  <span className={css.text} dir="auto"><Marked text={hit?.text ?? (lastWords(one, t, format, serverNow()) || one.subject)} word={word} /></span>
                </span>
                <time className={css.time}>{format.brief(hit?.at ?? one.changed_at, serverNow())}</time>
              </Link>
            ))}
          </section>
        )}
        {results.hasNextPage && <Button variant="default" mt="md" loading={results.isFetchingNextPage} onClick={() => void results.fetchNextPage()}>{t("common.more")}</Button>}
      </div>
    </div>
  );
}

/** An address of a contact, unless it is all the name they have. */
function reachedBy({ email, phone, identities, name }: Contact): string {
  const address = email ?? phone ?? identities[0]?.address ?? "";
  return address === name ? "" : readable(address);
}
