import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "@mantine/spotlight/styles.css";
import "@fontsource-variable/inter";
import "@fontsource-variable/vazirmatn";
import "./app/base.css";
import { createRoot } from "react-dom/client";
import { App } from "./app/App";
import { startI18n } from "./i18n";

const root = document.getElementById("root");
if (root) void startI18n().then(() => createRoot(root).render(<App />));
