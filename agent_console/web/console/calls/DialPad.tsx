import { Modal } from "@mantine/core";
import { Suspense, lazy } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "../state/store";
import { closeDialPad, dialPad } from "./dial";

const DialForm = lazy(() => import("./DialForm"));

/** The dial pad: on every page, loaded when it is first opened. */
export function DialPad() {
  const { t } = useTranslation();
  const begun = useStore(dialPad, (value) => value);
  return (
    <Modal opened={begun !== null} onClose={closeDialPad} size={400} title={t("call.dial.title")} closeButtonProps={{ "aria-label": t("common.close") }} styles={{ title: { fontWeight: 620 } }}>
      {begun && <Suspense fallback={<div style={{ height: 380 }} />}><DialForm key={begun.address} begun={begun} /></Suspense>}
    </Modal>
  );
}
