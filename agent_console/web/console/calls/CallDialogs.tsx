import { Modal } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useStore } from "../state/store";
import { BringIn } from "./BringIn";
import { callDialog, closeCallDialog } from "./dialogs";
import { isSpeaking, type WithCall } from "./model";

/** Whom to hand the call to, or to bring into it. Closes by itself when the call is over. */
export function CallDialogs({ calls }: { calls: readonly WithCall[] }) {
  const { t } = useTranslation();
  const open = useStore(callDialog, (value) => value);
  const one = calls.find((it) => it.id === open?.conversation && isSpeaking(it.call));
  return (
    <Modal opened={!!open && !!one} onClose={closeCallDialog} size="md" title={open ? t(`call.dialog.${open.kind}`) : ""} closeButtonProps={{ "aria-label": t("common.close") }}
      styles={{ title: { fontWeight: 620 } }}>
      {open && one && <BringIn one={one} kind={open.kind} />}
    </Modal>
  );
}
