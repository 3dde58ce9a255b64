import { Menu } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import css from "./Dial.module.css";
import { usePhoneWords } from "./PhoneLine";

/** How my telephone fares, beside my presence; a click leads to where it is chosen. */
export function PhoneItem() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { now, words, tone } = usePhoneWords();
  if (now.state === "none") return null;
  return (
    <>
      <Menu.Divider />
      <Menu.Label>{t("call.phone.title")}</Menu.Label>
      <Menu.Item leftSection={<span className={css.dot} data-tone={tone} aria-hidden />} onClick={() => void navigate("/settings/profile")} data-testid="phone-item" data-state={now.state}>{words}</Menu.Item>
    </>
  );
}
