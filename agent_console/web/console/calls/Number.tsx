import { useTranslation } from "react-i18next";
import css from "./Calls.module.css";
import { countryOf, readable } from "./numbers";

/** The country that a number is of: its two letters, for flags are not drawn everywhere. */
export function Country({ value }: { value: string }) {
  const { i18n } = useTranslation();
  const country = countryOf(value, i18n.language);
  return country && <abbr className={css.country} title={country.name} aria-label={country.name} role="img">{country.code}</abbr>;
}

/** A phone number with its country; a withheld one says so. */
export function Number({ value, plain }: { value: string; plain?: boolean }) {
  const { t } = useTranslation();
  if (!value) return <span>{t("call.withheld")}</span>;
  return <>{!plain && <Country value={value} />}<span className="ltr tabular">{readable(value)}</span></>;
}
