import { IconUserOff } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { assign } from "../actions/actions";
import { useMay, useMe } from "../app/session";
import { clearSelection } from "../inbox/selection";
import { CapacityDots } from "../presence/CapacityDots";
import css from "../presence/Presence.module.css";
import { useSeats } from "../presence/useMySeat";
import { ChoiceList } from "./ChoiceList";
import { closeDialog } from "./dialogs";

const ORDER = { available: 0, busy: 1, away: 2, offline: 3 };

export function AssignDialog({ ids }: { ids: string[] }) {
  const { t } = useTranslation();
  const me = useMe();
  const others = useMay("conversations.assign_others");
  const seats = useSeats();
  const mine = (id: string): boolean => id === me.user.id;
  const people = seats.filter((seat) => others || mine(seat.agent.id))
    .sort((a, b) => Number(mine(b.agent.id)) - Number(mine(a.agent.id)) || ORDER[a.presence] - ORDER[b.presence] || a.agent.name.localeCompare(b.agent.name));
  const choices = [
    ...people.map((seat) => ({
      id: seat.agent.id,
      label: mine(seat.agent.id) ? t("dialog.me", { name: seat.agent.name }) : seat.agent.name,
      icon: <span className={css.dot} data-presence={seat.presence} role="img" aria-label={t(`presence.${seat.presence}`)} />,
      detail: <>{t(`presence.${seat.presence}`)} <CapacityDots load={seat.load} capacity={seat.capacity} /></>,
    })),
    { id: "", label: t("dialog.nobody"), icon: <IconUserOff size={15} aria-hidden />, detail: t("dialog.backToQueue") },
  ];
  return (
    <ChoiceList choices={choices} label={t("dialog.findPerson")} onPick={({ id }) => {
      const seat = seats.find((one) => one.agent.id === id);
      closeDialog();
      void assign(ids, seat?.agent ?? null).then((done) => done && clearSelection());
    }} />
  );
}
