import { Alert } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Problem } from "../api/problem";

/** The settings of a channel; what is wrong with them stands in the sentence already. */
const INSIDE = "settings.";

/** Why something was not saved, and what to do. */
export function Trouble({ error }: { error: Error }) {
  const { t } = useTranslation();
  const problem = error instanceof Problem ? error : null;
  const fields = Object.entries(problem?.fields ?? {}).filter(([field]) => !field.startsWith(INSIDE));
  return (
    <Alert color="red" variant="light" title={problem?.message ?? t("errors.unexpected")} mb="md" role="alert">
      {problem?.remedy}
      {fields.map(([field, message]) => <div key={field}>{field}: {message}</div>)}
    </Alert>
  );
}
