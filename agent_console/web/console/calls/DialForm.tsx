import { ActionIcon, Button, Select, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconBackspace, IconPhone } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import type { Line } from "../api/calls";
import { get, query } from "../api/http";
import type { Conversation, Page, SearchResult } from "../api/types";
import { Face } from "../parts/Face";
import { tellProblem } from "../parts/notify";
import css from "./Dial.module.css";
import { Keys } from "./Keys";
import { Country, Number } from "./Number";
import { PhoneLine } from "./PhoneLine";
import { type Begun, closeDialPad } from "./dial";
import { readable, toE164 } from "./numbers";
import { callOut } from "./orders";
import { type Reachable, found, recent } from "./reachable";

const LINE_KEY = "parley.callLine";
const MIN_WORD = 2;

/** A number or a name, the line to call from, and whom I called last. */
export default function DialForm({ begun }: { begun: Begun }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const input = useRef<HTMLInputElement>(null);
  const [word, setWord] = useState(begun.address);
  const [name, setName] = useState(begun.name);
  const [settled] = useDebouncedValue(word.trim(), 200);
  const [wanted, setWanted] = useState(localStorage.getItem(LINE_KEY));
  const lines = useQuery({ queryKey: ["calls", "lines"], queryFn: ({ signal }) => get<{ items: Line[] }>("/calls/lines", signal) });
  const all = lines.data?.items ?? [];
  const line = all.find((one) => one.id === wanted) ?? all[0];
  const number = isNumber(word);
  const search = useQuery({
    queryKey: ["calls", "search", settled],
    enabled: settled.length >= MIN_WORD && !begun.address,
    queryFn: ({ signal }) => get<SearchResult>(`/search${query({ q: settled })}`, signal),
  }).data;
  const last = useQuery({
    queryKey: ["calls", "recent"],
    queryFn: ({ signal }) => get<Page<Conversation>>(`/conversations${query({ view: "mine", channel: "voice", sort: "changed", limit: 30 })}`, signal),
  }).data;
  const offered: Reachable[] = settled.length >= MIN_WORD ? found(search?.contacts ?? []) : recent(last?.items ?? []);

  const wish = useRef(crypto.randomUUID());
  const call = useMutation({
    mutationFn: (address: string) => callOut(wish.current, { inbox_id: line?.id ?? "", address, ...(name && { name }) }),
    onError: (error) => {
      wish.current = crypto.randomUUID();
      tellProblem(error);
    },
    onSuccess: (one) => {
      closeDialPad();
      void navigate(`/inbox/${one.id}`);
    },
  });
  const pick = (one: Reachable): void => {
    setWord(one.address);
    setName(one.name);
    input.current?.focus();
  };
  const type = (value: string): void => {
    setWord(value);
    setName("");
  };
  if (lines.data && all.length === 0) return <Text size="sm" c="dimmed" py="md">{t("call.dial.noLine")}</Text>;
  return (
    <form className={css.form} data-testid="dial-pad" onSubmit={(event) => { event.preventDefault(); if (number && line && !call.isPending) call.mutate(word.trim()); }}>
      <TextInput ref={input} data-autofocus value={word} onChange={(event) => type(event.currentTarget.value)} placeholder={t("call.dial.whom")} aria-label={t("call.dial.whom")} size="md" autoComplete="off"
        description={name && toE164(name) === "" ? name : undefined} dir="auto" data-testid="dial-number"
        rightSection={word && <ActionIcon aria-label={t("call.dial.erase")} onClick={() => type(word.slice(0, -1))}><IconBackspace size={18} className={css.flip} /></ActionIcon>} />
      {offered.length > 0 && !begun.address && !(number && settled.length >= MIN_WORD && offered.some((one) => one.address === word)) && (
        <div>
          {settled.length < MIN_WORD && <p className={css.label}>{t("call.dial.recent")}</p>}
          <ul className={css.people} aria-label={t(settled.length < MIN_WORD ? "call.dial.recent" : "search.found")}>
            {offered.map((one) => (
              <li key={one.address}>
                <button type="button" onClick={() => pick(one)} data-testid="dial-person">
                  <Face id={one.id} name={one.name} size={28} /><b dir="auto"><bdi>{readable(one.name)}</bdi></b><small>{one.name === one.address ? <Country value={one.address} /> : <Number value={one.address} />}</small>
                </button>
              </li>
            ))}
          </ul>
        </div>
      )}
      <Keys onPress={(key) => type(word + key)} />
      {all.length > 1 && line && (
        <Select label={t("call.dial.from")} value={line.id} allowDeselect={false} data={all.map((one) => ({ value: one.id, label: `${one.name} · ${readable(one.number)}` }))} data-testid="dial-line"
          onChange={(value) => { setWanted(value); if (value) localStorage.setItem(LINE_KEY, value); }} />
      )}
      {all.length === 1 && line && <p className={css.label}>{t("call.dial.fromLine", { name: line.name })} <Number value={line.number} plain /></p>}
      <Button type="submit" size="md" color="green.9" leftSection={<IconPhone size={18} />} disabled={!number || !line} loading={call.isPending} data-testid="dial-call">{t("call.dial.call")}</Button>
      <PhoneLine />
    </form>
  );
}

/** Whether it can be dialled: digits as people write them. What country it is in, the server knows of its own line. */
const isNumber = (word: string): boolean => /^\+?[\d\s().\-/\u06f0-\u06f9\u0660-\u0669]+$/.test(word.trim()) && (word.match(/\d|[\u06f0-\u06f9\u0660-\u0669]/g)?.length ?? 0) >= 3;
