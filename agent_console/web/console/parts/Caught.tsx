import { Button } from "@mantine/core";
import { IconPlugConnectedX } from "@tabler/icons-react";
import { Component, type ErrorInfo, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Nothing } from "./Nothing";

interface Props {
  children: ReactNode;
  /** Another one of these begins anew, whatever went wrong before: the page's address. */
  place: string;
}

/**
 * Keeps what breaks in one part of the page from taking the rest with it: a fault of ours, or a part
 * that a newer version has put somewhere else since this page was opened.
 */
export class Caught extends Component<Props, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError(): { broken: boolean } {
    return { broken: true };
  }

  override componentDidUpdate(before: Props): void {
    if (this.state.broken && before.place !== this.props.place) this.setState({ broken: false });
  }

  override componentDidCatch(error: Error, info: ErrorInfo): void {
    console.error(error, info.componentStack);
  }

  override render(): ReactNode {
    return this.state.broken ? <Broken /> : this.props.children;
  }
}

function Broken() {
  const { t } = useTranslation();
  return (
    <div role="alert" data-testid="broken">
      <Nothing icon={IconPlugConnectedX} title={t("errors.broken")} hint={t("errors.brokenRemedy")}>
        <Button mt="sm" onClick={() => location.reload()}>{t("errors.reload")}</Button>
      </Nothing>
    </div>
  );
}
