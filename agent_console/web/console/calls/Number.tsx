import { useTranslation } from "react-i18next";
import { countryOf, readable } from "./numbers";

/** A phone number with its country's flag; a withheld one says so. */
export function Number({ value, plain }: { value: string; plain?: boolean }) {
  const { t, i18n } = useTranslation();
  if (!value) return <span>{t("call.withheld")}</span>;
  const country = countryOf(value, i18n.language);
  return (
    <>
      {country && !plain && <span role="img" aria-label={country.name} title={country.name}>{country.flag}</span>}
      <span className="ltr tabular">{readable(value)}</span>
    </>
  );
}
