import { Spotlight, type SpotlightActionData, type SpotlightActionGroupData } from "@mantine/spotlight";
import { useDebouncedValue } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMatch, useNavigate } from "react-router";
import { get, query } from "../api/http";
import type { SearchResult } from "../api/types";
import { readable } from "../calls/numbers";
import { lastWords } from "../calls/words";
import { serverNow } from "../format/now";
import { useFormat } from "../format/time";
import { Face } from "../parts/Face";
import { useCommands } from "./useCommands";

const MIN_WORD = 2;
const same = (text: string, word: string): boolean => text.toLocaleLowerCase().includes(word.toLocaleLowerCase());

/** Ctrl-K: everything that can be done, everywhere that can be gone to, everybody that can be found. */
export function CommandBar() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const format = useFormat();
  const openId = useMatch("/inbox/:id")?.params.id;
  const [word, setWord] = useState("");
  const [settled] = useDebouncedValue(word.trim(), 200);
  const commands = useCommands(openId);
  const found = useQuery({
    queryKey: ["search", "bar", settled],
    enabled: settled.length >= MIN_WORD,
    queryFn: ({ signal }) => get<SearchResult>(`/search${query({ q: settled })}`, signal),
  }).data;

  const hits: SpotlightActionData[] = settled.length < MIN_WORD ? [] : [
    ...(found?.contacts ?? []).slice(0, 4).map((one) => ({
      id: `contact-${one.id}`, label: readable(one.name), description: one.email ?? "", leftSection: <Face id={one.id} name={one.name} size={28} />,
      onClick: () => void navigate(`/contacts/${one.id}`),
    })),
    ...(found?.conversations ?? []).slice(0, 6).map(({ conversation: one, hit }) => ({
      id: `hit-${one.id}`, label: `${readable(one.contact.name)} #${one.number}${one.channel === "email" && one.subject ? ` · ${one.subject}` : ""}`, description: hit?.text ?? lastWords(one, t, format, serverNow()),
      leftSection: <Face id={one.contact.id} name={one.contact.name} channel={one.channel} size={28} />,
      onClick: () => void navigate(`/inbox/${one.id}${hit ? `?seq=${hit.seq}` : ""}`),
    })),
  ];
  const groups: SpotlightActionGroupData[] = commands
    .map(({ group, actions }) => ({ group, actions: actions.filter((one) => same(one.label ?? "", word.trim())) }))
    .concat({ group: t("search.found"), actions: hits })
    .filter((one) => one.actions.length > 0);
  return (
    <Spotlight actions={groups} query={word} onQueryChange={setWord} shortcut={["mod + K"]} triggerOnContentEditable filter={(_, actions) => actions} scrollable maxHeight={420} highlightQuery={false}
      nothingFound={t("dialog.nothing")} limit={40} overlayProps={{ backgroundOpacity: 0.35, blur: 2 }}
      searchProps={{ leftSection: <IconSearch size={18} />, placeholder: t("search.bar"), "aria-label": t("search.bar") }} />
  );
}
