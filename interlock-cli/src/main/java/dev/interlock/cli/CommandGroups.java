package dev.interlock.cli;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import picocli.CommandLine.Help;

/** The groups in which {@code interlock --help} lists the commands, so that a reader finds one by what it is for. */
final class CommandGroups {

    /** The columns of a line of help: what a terminal has at least. */
    static final int WIDTH = 80;

    private static final Map<String, List<String>> GROUPS = new LinkedHashMap<>();

    static {
        GROUPS.put(
                "Policy",
                List.of(
                        "check",
                        "test",
                        "fmt",
                        "diff",
                        "reach",
                        "plan",
                        "replay",
                        "catalog",
                        "propose",
                        "activate",
                        "schema",
                        "fingerprint",
                        "lsp"));
        GROUPS.put(
                "Run",
                List.of(
                        "demo",
                        "init",
                        "serve",
                        "mcp",
                        "doctor",
                        "upstream",
                        "clock",
                        "backup",
                        "restore",
                        "demo-erp"));
        GROUPS.put(
                "Tasks and people",
                List.of(
                        "task",
                        "approvals",
                        "delegation",
                        "contact",
                        "reconcile",
                        "link",
                        "observe",
                        "break-glass",
                        "lease",
                        "agent",
                        "owner"));
        GROUPS.put("Record", List.of("explain", "ledger", "audit"));
        GROUPS.put(
                "Connect",
                List.of("connect", "hook", "console", "login", "logout", "whoami", "token", "identity", "coaz"));
        GROUPS.put("This program", List.of("help", "version", "completion", "man"));
    }

    private CommandGroups() {}

    /** Returns the names of the commands by the title of their group, in the order in which they are listed. */
    static Map<String, List<String>> all() {
        return Collections.unmodifiableMap(GROUPS);
    }

    /** Renders the list of commands of the whole command line, which picocli would print in one list. */
    static String render(Help help) {
        Map<String, Help> commands = help.subcommands();
        var left = new TreeSet<>(commands.keySet());
        var text = new StringBuilder();
        GROUPS.forEach((title, names) -> {
            List<String> there = names.stream().filter(left::remove).toList();
            if (!there.isEmpty()) {
                add(text, title, there, commands);
            }
        });
        if (!left.isEmpty()) {
            add(text, "More", new ArrayList<>(left), commands);
        }
        return text.toString();
    }

    private static void add(StringBuilder text, String title, List<String> names, Map<String, Help> commands) {
        text.append(System.lineSeparator()).append(title).append(':').append(System.lineSeparator());
        for (String name : names) {
            String[] description = Objects.requireNonNull(commands.get(name))
                    .commandSpec()
                    .usageMessage()
                    .description();
            text.append(String.format("  %-12s %s%n", name, description.length == 0 ? "" : description[0]));
        }
    }
}
