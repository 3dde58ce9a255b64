import { Modal } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useStore } from "../state/store";
import { AssignDialog } from "./AssignDialog";
import { LabelsDialog } from "./LabelsDialog";
import { PriorityDialog } from "./PriorityDialog";
import { ShortcutSheet } from "./ShortcutSheet";
import { SnoozeDialog } from "./SnoozeDialog";
import { TransferDialog } from "./TransferDialog";
import { WhyDialog } from "./WhyDialog";
import { closeDialog, dialog } from "./dialogs";

const BODY = {
  assign: AssignDialog, transfer: TransferDialog, snooze: SnoozeDialog, priority: PriorityDialog, labels: LabelsDialog,
  why: WhyDialog, shortcuts: ShortcutSheet,
};
const WIDE = new Set(["why", "shortcuts"]);

export function Dialogs() {
  const { t } = useTranslation();
  const open = useStore(dialog, (value) => value);
  const Body = open ? BODY[open.kind] : null;
  const many = open && open.ids.length > 1 ? ` (${open.ids.length})` : "";
  return (
    <Modal opened={open !== null} onClose={closeDialog} size={open && WIDE.has(open.kind) ? "xl" : "md"}
      title={open ? t(`dialog.${open.kind}`) + many : ""} closeButtonProps={{ "aria-label": t("common.close") }} styles={{ title: { fontWeight: 620 } }}>
      {open && Body && <Body ids={open.ids} />}
    </Modal>
  );
}
