import { ActionIcon, Menu, Table, Text } from "@mantine/core";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { Fragment, useState } from "react";
import { useTranslation } from "react-i18next";
import { put } from "../api/http";
import { PRESENCES, type Presence, type Seat } from "../api/types";
import { useMay } from "../app/session";
import { useNow } from "../format/now";
import { useFormat } from "../format/time";
import { Face } from "../parts/Face";
import { tellDone, tellProblem } from "../parts/notify";
import { CapacityDots } from "../presence/CapacityDots";
import dots from "../presence/Presence.module.css";
import { learnSeats } from "../state/live";
import { AgentWork } from "./AgentWork";
import { SeatCall } from "./SeatCall";
import css from "./Supervisor.module.css";
import { useWallboard } from "./useWallboard";

const ORDER = { available: 0, busy: 1, away: 2, offline: 3 };

/** Who does what and for how long; a row opens to their conversations, which can be moved. */
export function AgentsTable() {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const { seats } = useWallboard();
  const [open, setOpen] = useState<string | null>(null);
  const rows = [...seats].sort((a, b) => ORDER[a.presence] - ORDER[b.presence] || a.agent.name.localeCompare(b.agent.name));
  return (
    <>
      <h1 className="visually-hidden">{t("supervisor.agents")}</h1>
      <div className={css.table} tabIndex={0} role="region" aria-label={t("supervisor.agents")}>
        <Table verticalSpacing={9} horizontalSpacing="md" data-testid="agents-table">
          <Table.Thead>
            <Table.Tr>{["agent", "presence", "for", "load", "conversations", "skills", "languages"].map((one) => <Table.Th key={one}>{t(`supervisor.column.${one}`)}</Table.Th>)}</Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((seat) => {
              const id = seat.agent.id;
              const Chevron = open === id ? IconChevronDown : IconChevronRight;
              return (
                <Fragment key={id}>
                  <Table.Tr>
                    <Table.Td>
                      <span className={css.person}>
                        <ActionIcon size="sm" aria-expanded={open === id} aria-label={t("supervisor.showWork", { name: seat.agent.name })} onClick={() => setOpen(open === id ? null : id)}><Chevron size={15} /></ActionIcon>
                        <Face id={id} name={seat.agent.name} size={28} />{seat.agent.name}
                      </span>
                    </Table.Td>
                    <Table.Td><span className={css.doing}><PresenceCell seat={seat} /><SeatCall seat={seat} now={now} /></span></Table.Td>
                    <Table.Td className="tabular">{format.duration((now - Date.parse(seat.since)) / 1000)}</Table.Td>
                    <Table.Td><CapacityDots load={seat.load} capacity={seat.capacity} /></Table.Td>
                    <Table.Td className="tabular">{format.number(seat.conversations)}</Table.Td>
                    <Table.Td><Text size="sm" c="dimmed">{seat.skills.join(", ") || "–"}</Text></Table.Td>
                    <Table.Td><Text size="sm" c="dimmed">{seat.languages.map(format.language).join(", ") || "–"}</Text></Table.Td>
                  </Table.Tr>
                  {open === id && <Table.Tr className={css.nested}><Table.Td colSpan={7}><AgentWork seat={seat} /></Table.Td></Table.Tr>}
                </Fragment>
              );
            })}
          </Table.Tbody>
        </Table>
      </div>
    </>
  );
}

function PresenceCell({ seat }: { seat: Seat }) {
  const { t } = useTranslation();
  const may = useMay("agents.manage");
  const set = (presence: Presence): Promise<void> => put<Seat>(`/seats/${seat.agent.id}`, { presence }).then((next) => learnSeats([next]));
  const change = async (presence: Presence): Promise<void> => {
    const before = seat.presence;
    try {
      await set(presence);
      tellDone(t("supervisor.presenceSet", { name: seat.agent.name, presence: t(`presence.${presence}`) }), () => set(before));
    } catch (error) {
      tellProblem(error);
    }
  };
  const word = (
    <span style={{ display: "inline-flex", gap: 7, alignItems: "center", whiteSpace: "nowrap" }}>
      <span className={dots.dot} data-presence={seat.presence} aria-hidden />
      {seat.reason ? t(`presence.reasons.${seat.reason}`, seat.reason) : t(`presence.${seat.presence}`)}
      {seat.vanished_at && <Text span size="xs" c="var(--p-warn)">{t("supervisor.vanished")}</Text>}
    </span>
  );
  if (!may) return word;
  return (
    <Menu>
      <Menu.Target>
        <button type="button" style={{ border: 0, background: "none", font: "inherit", color: "inherit", cursor: "pointer", padding: "4px 0" }} ><span className="visually-hidden">{t("supervisor.changePresence", { name: seat.agent.name })}</span>{word}</button>
      </Menu.Target>
      <Menu.Dropdown>
        {PRESENCES.map((one) => <Menu.Item key={one} disabled={one === seat.presence} leftSection={<span className={dots.dot} data-presence={one} aria-hidden />} onClick={() => void change(one)}>{t(`presence.${one}`)}</Menu.Item>)}
      </Menu.Dropdown>
    </Menu>
  );
}
