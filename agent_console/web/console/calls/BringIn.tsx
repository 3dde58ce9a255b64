import { Button, Group, SegmentedControl, Text, TextInput } from "@mantine/core";
import { IconArrowsExchange, IconMessageCircle, IconSearch, IconUserPlus } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { type KeyboardEvent, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { transfer } from "../actions/actions";
import type { Seat } from "../api/types";
import { useMe } from "../app/session";
import list from "../dialogs/Dialogs.module.css";
import dots from "../presence/Presence.module.css";
import { useSeats } from "../presence/useMySeat";
import { useQueues } from "../settings/lists";
import { closeCallDialog } from "./dialogs";
import { legOfUser, type WithCall } from "./model";
import { takenBy } from "./reachable";
import { useOrders } from "./orders";

type To = "colleague" | "queue" | "number";
const SEATS_MS = 4000;
const ORDER = { available: 0, busy: 1, away: 2, offline: 3 };

/**
 * Chooses a colleague, a queue or a number. To transfer, one speaks with them first or hands over at once;
 * a queue has nobody to speak with, and a number is always asked first, so that nobody is sent into nothing.
 */
export function BringIn({ one, kind }: { one: WithCall; kind: "transfer" | "add" }) {
  const { t } = useTranslation();
  const me = useMe();
  const seats = useSeats();
  const known = useQueues().data ?? me.queues;
  const [to, setTo] = useState<To>("colleague");
  const [word, setWord] = useState("");
  const [chosen, setChosen] = useState("");
  const { run, busy } = useOrders(one.id);
  // Who is there is pushed to supervisors only: others ask, as long as it matters.
  const client = useQueryClient();
  useEffect(() => {
    const ask = (): void => void client.invalidateQueries({ queryKey: ["seats"] });
    ask();
    const timer = setInterval(ask, SEATS_MS);
    return () => clearInterval(timer);
  }, [client]);

  const people = seats.filter((seat) => seat.agent.id !== me.user.id && !legOfUser(one.call, seat.agent.id))
    .sort((a, b) => Number(takenBy(a) !== null) - Number(takenBy(b) !== null) || ORDER[a.presence] - ORDER[b.presence] || a.agent.name.localeCompare(b.agent.name));
  const rows = to === "colleague"
    ? people.map((seat) => ({ id: seat.agent.id, name: seat.agent.name, seat: seat as Seat | null, away: seat.presence === "offline" || takenBy(seat) !== null }))
    : known.map((queue) => ({ id: queue.id, name: queue.name, seat: null, away: false }));
  const shown = rows.filter((row) => row.name.toLocaleLowerCase().includes(word.trim().toLocaleLowerCase()));
  // Who is offline has no phone that rings; who is taken up would not be called.
  const there = shown.filter((row) => !row.away);
  const picked = there.find((row) => row.id === chosen) ?? there[0];
  const address = to === "number" ? word.trim() : "";
  const ready = to === "number" ? /\d{3}/.test(address.replace(/\D/g, "")) : !!picked;
  const whom = (): Record<string, string> => (to === "number" ? { address } : { agent: picked?.id ?? "" });
  const ask = (action: "consult" | "add") => (): void => void run(action, whom()).then((done) => done && closeCallDialog());
  const handOver = (): void => {
    if (!picked) return;
    const seat = picked.seat;
    // A colleague is reached through a queue of theirs: this matter's own if they serve it.
    const queueId = seat ? (seat.queue_ids.find((id) => id === one.queue?.id) ?? seat.queue_ids[0]) : picked.id;
    const queue = known.find((it) => it.id === queueId) ?? one.queue;
    if (!queue) return;
    void transfer([one.id], { id: queue.id, name: queue.name }, seat?.agent ?? null, "").then((done) => done && closeCallDialog());
  };
  const primary = kind === "add" ? ask("add") : to === "queue" ? handOver : ask("consult");
  const onKey = (event: KeyboardEvent): void => {
    const at = there.findIndex((row) => row.id === picked?.id);
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step && to !== "number") setChosen(there[Math.max(0, Math.min(there.length - 1, at + step))]?.id ?? "");
    else if (event.key === "Enter" && ready) primary();
    else return;
    event.preventDefault();
  };
  const places: To[] = kind === "add" ? ["colleague", "number"] : ["colleague", "queue", "number"];
  const label = t(to === "number" ? "call.number" : to === "queue" ? "call.findQueue" : "call.findColleague");
  return (
    <>
      <SegmentedControl fullWidth mb={12} value={to} onChange={(value) => { setTo(value as To); setWord(""); setChosen(""); }} aria-label={t("call.whereTo")}
        data={places.map((place) => ({ value: place, label: t(`call.to.${place}`) }))} />
      <TextInput data-autofocus key={to} autoFocus={to !== "colleague"} leftSection={<IconSearch size={16} />} placeholder={label} aria-label={label} value={word} onKeyDown={onKey} type={to === "number" ? "tel" : "text"}
        onChange={(event) => setWord(event.currentTarget.value)} mb={8} data-testid="bring-in-word"
        {...(to !== "number" && { role: "combobox", "aria-expanded": true, "aria-controls": "bring-in", "aria-activedescendant": picked ? `bring-${picked.id}` : undefined })} />
      {to !== "number" && (
        <div role="listbox" id="bring-in" aria-label={label} className={list.list}>
          {shown.map((row) => (
            <div key={row.id} id={`bring-${row.id}`} role="option" aria-selected={row.id === picked?.id} aria-disabled={row.away || undefined} className={list.choice} onClick={() => row.away || setChosen(row.id)} data-testid="bring-in-choice">
              {row.seat && <span className={dots.dot} data-presence={row.away && row.seat.presence === "available" ? "busy" : row.seat.presence} aria-hidden />}
              <span className={list.label} dir="auto">{row.name}</span>
              {row.seat && <small>{takenBy(row.seat) && row.seat.presence !== "offline" ? t(`call.taken.${takenBy(row.seat)}`) : row.seat.reason ? t(`presence.reasons.${row.seat.reason}`, row.seat.reason) : t(`presence.${row.seat.presence}`)}</small>}
            </div>
          ))}
        </div>
      )}
      {to !== "number" && shown.length === 0 && <p className={list.none}>{t("dialog.nothing")}</p>}
      <Text size="sm" c="dimmed" mt="sm">{t(`call.hint.${kind === "add" ? "add" : to}`)}</Text>
      <Group justify="flex-end" mt="md" gap={8}>
        {kind === "add" ? (
          <Button leftSection={<IconUserPlus size={16} />} disabled={!ready} loading={busy === "add"} onClick={ask("add")} data-testid="bring-in-add">{t("call.addNow")}</Button>
        ) : (
          <>
            {to !== "number" && (
              <Button variant={to === "queue" ? "filled" : "default"} leftSection={<IconArrowsExchange size={16} />} disabled={!ready} onClick={handOver} data-testid="hand-over">{t("call.handOver")}</Button>
            )}
            {to !== "queue" && (
              <Button leftSection={<IconMessageCircle size={16} />} disabled={!ready} loading={busy === "consult"} onClick={ask("consult")} data-testid="speak-first">{t("call.speakFirst")}</Button>
            )}
          </>
        )}
      </Group>
    </>
  );
}
