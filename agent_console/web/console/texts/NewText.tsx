import { Modal } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useIsPhone } from "../app/Shell";
import { useStore } from "../state/store";
import { NewTextForm } from "./NewTextForm";
import { closeNewText, newText } from "./newText";

/** The dialog in which a text to somebody is begun. A click beside it throws nothing away. */
export function NewText() {
  const { t } = useTranslation();
  const phone = useIsPhone();
  const begun = useStore(newText, (value) => value);
  return (
    <Modal opened={begun !== null} onClose={closeNewText} size={520} fullScreen={phone} closeOnClickOutside={false} title={t("sms.new.title")}
      closeButtonProps={{ "aria-label": t("common.close") }} styles={{ title: { fontWeight: 620 } }}>
      {begun && <NewTextForm key={begun.to} begun={begun} />}
    </Modal>
  );
}
