package dev.interlock.cli.reference;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The manual page of a command in roff, with the macros of man(7): picocli's own writer wants AsciiDoctor to read what it makes. */
final class ManPage {

    private final CommandLine line;
    private final CommandSpec spec;
    private final StringBuilder page = new StringBuilder();

    ManPage(CommandLine line) {
        this.line = line;
        this.spec = line.getCommandSpec();
    }

    /** The name of the page, as in {@code interlock-ledger-verify}. */
    String name() {
        return spec.qualifiedName("-");
    }

    /** The text of the page. */
    String text() {
        page.append(".TH \"").append(name().toUpperCase(Locale.ROOT)).append("\" \"1\" \"\" \"interlock\"\n");
        section("NAME");
        String[] description = spec.usageMessage().description();
        String first = description.length == 0 ? "" : description[0];
        page.append(escaped(name()))
                .append(" \\- ")
                .append(words(first.replaceFirst("\\.$", "")))
                .append('\n');
        section("SYNOPSIS");
        String synopsis = new Help(spec, Help.defaultColorScheme(Help.Ansi.OFF)).synopsis(0);
        page.append(".B ")
                .append(escaped(synopsis.replaceAll("\\s+", " ").strip()))
                .append('\n');
        section("DESCRIPTION");
        paragraphs(description);
        paragraphs(spec.usageMessage().footer());
        arguments();
        commands();
        section("EXIT STATUS");
        term("0", "The command succeeded.");
        term("1", "The command found something, such as a mistake or damage, or was refused.");
        term("2", "Wrong usage, or no server.");
        seeAlso();
        return page.toString();
    }

    private void arguments() {
        List<ArgSpec> arguments = new ArrayList<>();
        arguments.addAll(spec.positionalParameters());
        arguments.addAll(
                spec.options().stream().filter(option -> !option.hidden()).toList());
        if (arguments.isEmpty()) {
            return;
        }
        section("OPTIONS");
        for (ArgSpec argument : arguments) {
            String label = argument instanceof OptionSpec option
                    ? String.join(", ", option.names()) + (option.arity().max() > 0 ? "=" + option.paramLabel() : "")
                    : ((PositionalParamSpec) argument).paramLabel();
            term(label, String.join(" ", argument.description()));
        }
    }

    private void commands() {
        if (line.getSubcommands().isEmpty()) {
            return;
        }
        section("COMMANDS");
        line.getSubcommands().forEach((word, below) -> {
            String[] description = below.getCommandSpec().usageMessage().description();
            term(word, description.length == 0 ? "" : description[0]);
        });
    }

    private void seeAlso() {
        List<String> pages = new ArrayList<>();
        if (spec.parent() != null) {
            pages.add(Objects.requireNonNull(spec.parent()).qualifiedName("-"));
        }
        line.getSubcommands()
                .values()
                .forEach(below -> pages.add(below.getCommandSpec().qualifiedName("-")));
        if (!pages.isEmpty()) {
            section("SEE ALSO");
            page.append(String.join(
                            ",\n",
                            pages.stream()
                                    .map(each -> "\\fB" + escaped(each) + "\\fR(1)")
                                    .toList()))
                    .append('\n');
        }
    }

    private void section(String title) {
        page.append(".SH \"").append(title).append("\"\n");
    }

    private void term(String label, String text) {
        page.append(".TP\n\\fB")
                .append(escaped(label))
                .append("\\fR\n")
                .append(words(text))
                .append('\n');
    }

    /** Lines that follow each other are a paragraph, an empty one ends it, and one that is indented stands as it is. */
    private void paragraphs(String[] lines) {
        for (String each : lines) {
            if (each.isBlank()) {
                page.append(".PP\n");
            } else if (each.startsWith("  ")) {
                page.append(".nf\n").append(words(each)).append("\n.fi\n");
            } else {
                page.append(words(each)).append('\n');
            }
        }
    }

    /** A text in which what stands in backticks is bold. */
    private static String words(String text) {
        String escaped = escaped(text.replace("%n", " "));
        String bold = escaped.replaceAll("`([^`]+)`", "\\\\fB$1\\\\fR");
        return bold.isEmpty() ? "\\&" : bold;
    }

    /** A text that roff prints as it is. */
    private static String escaped(String text) {
        String plain = text.replace("\\", "\\e").replace("-", "\\-");
        return plain.startsWith(".") || plain.startsWith("'") ? "\\&" + plain : plain;
    }
}
