import { Badge, Button, Loader, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Model, Tune } from "../../api/analysis";
import { useFormat } from "../../format/time";
import css from "./Analysis.module.css";
import { isUnderWay } from "./model";
import { gainOf } from "./words";

/** Tunings that are shown; older ones matter no more. */
const SHOWN = 5;

interface Props { model: Model; edits: boolean; choosing: boolean; onChoose: (version: number) => void }

/** The newest tunings: what they learned from, what was better or not, and which one is in force. */
export function Tunes({ model, edits, choosing, onChoose }: Props) {
  if (model.tunes.length === 0) return null;
  return <ol className={css.jobs}>{model.tunes.slice(0, SHOWN).map((one) => <Row key={one.id} one={one} model={model} edits={edits} choosing={choosing} onChoose={onChoose} />)}</ol>;
}

function Row({ one, model, edits, choosing, onChoose }: Props & { one: Tune }) {
  const { t } = useTranslation();
  const format = useFormat();
  const inForce = one.version !== null && one.version === model.head;
  return (
    <li data-testid="tune" data-state={one.state} data-switched={one.switched || undefined} data-overtaken={one.overtaken || undefined}>
      <div className={css.jobHead}>
        <span><time dateTime={one.at}>{format.full(one.at)}</time>{one.by && <> · <bdi>{one.by.name}</bdi></>}</span>
        {inForce ? <Badge variant="light" tt="none">{t("analysis.inForce")}</Badge>
          : one.version !== null && one.usable && edits ? <Button size="compact-xs" variant="default" disabled={choosing} onClick={() => onChoose(one.version ?? 0)} data-testid="head-choose">{t("analysis.putInForce")}</Button> : null}
      </div>
      {isUnderWay(one) && <Text size="sm" component="div" className={css.working} role="status"><Loader size={14} aria-hidden />{t("analysis.learning")}</Text>}
      {one.state === "failed" && <Text size="sm" c="var(--p-bad)" dir="auto">{one.error}</Text>}
      {one.state === "done" && <Outcome one={one} />}
      {one.version !== null && !one.usable && <Text size="sm" c="dimmed" data-testid="tune-former">{t("analysis.formerModel")}</Text>}
    </li>
  );
}

const cameOut = ({ switched, overtaken }: Tune): string => (overtaken ? "analysis.overtaken" : switched ? "analysis.better" : "analysis.notBetter");

/** Before and after on what no fit has seen, and what came of it. */
function Outcome({ one }: { one: Tune }) {
  const { t } = useTranslation();
  const format = useFormat();
  const gain = gainOf(one);
  const percent = (part: number | undefined): string => format.percent(part ?? 0, 1);
  const sign = (points: number): string => (points > 0 ? `+${format.number(points)}` : format.number(points));
  return (
    <>
      <Text size="sm">{t(cameOut(one), { count: one.corrections })}</Text>
      {gain && (
        <table className={`${css.figures} tabular`}>
          <thead><tr><th scope="col">{t("analysis.correctOn")}</th><th scope="col">{t("analysis.before")}</th><th scope="col">{t("analysis.after")}</th><th scope="col"><span className="visually-hidden">{t("analysis.change")}</span></th></tr></thead>
          <tbody>
            {(["corrections", "anchor"] as const).map((name) => (
              <tr key={name} data-testid={`tune-${name}`}>
                <th scope="row">{t(`analysis.on.${name}`)}</th><td>{percent(one.before?.[name])}</td><td>{percent(one.after?.[name])}</td>
                <td data-tone={gain[name] > 0 ? "good" : gain[name] < 0 ? "bad" : undefined}><span className="ltr">{sign(gain[name])}</span></td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}
