package dev.interlock.cli;

import java.util.Arrays;
import java.util.Map;
import java.util.regex.Pattern;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi.Text;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * The help of a command. Picocli breaks lines after punctuation as well as at spaces; here, a file name, an address or a path stays on one
 * line, so that it can be read and copied. While lines are laid out, other characters stand for its punctuation.
 */
final class HelpPage extends Help {

    /** The substitutes of punctuation marks: characters for private use, after which no line is broken. */
    private static final Map<Character, Character> SUBSTITUTES =
            Map.of('.', '\uE000', '/', '\uE001', ':', '\uE002', '~', '\uE003');

    private static final Pattern WITHIN_WORD = Pattern.compile("[./:~](?=\\S)");

    HelpPage(CommandSpec command, ColorScheme colours) {
        super(command, colours);
    }

    private static String joined(String text) {
        return WITHIN_WORD
                .matcher(text)
                .replaceAll(mark -> String.valueOf(SUBSTITUTES.get(mark.group().charAt(0))));
    }

    private static String printed(String text) {
        String printed = text;
        for (Map.Entry<Character, Character> mark : SUBSTITUTES.entrySet()) {
            printed = printed.replace(mark.getValue(), mark.getKey());
        }
        return printed;
    }

    private Text[][] joined(Text[][] rows, ColorScheme colours) {
        for (Text[] row : rows) {
            int description = row.length - 1;
            row[description] = colours.text(joined(row[description].plainString()));
        }
        return rows;
    }

    private String paragraphs(String[] lines, Object... parameters) {
        String[] joined = Arrays.stream(lines).map(HelpPage::joined).toArray(String[]::new);
        UsageMessageSpec usage = commandSpec().usageMessage();
        var text = new StringBuilder();
        join(ansi(), usage.width(), usage.adjustLineBreaksForWideCJKCharacters(), joined, text, parameters);
        return printed(text.toString());
    }

    @Override
    public IOptionRenderer createDefaultOptionRenderer() {
        IOptionRenderer usual = super.createDefaultOptionRenderer();
        return (option, label, colours) -> joined(usual.render(option, label, colours), colours);
    }

    @Override
    public IParameterRenderer createDefaultParameterRenderer() {
        IParameterRenderer usual = super.createDefaultParameterRenderer();
        return (parameter, label, colours) -> joined(usual.render(parameter, label, colours), colours);
    }

    @Override
    public String optionList() {
        return printed(super.optionList());
    }

    @Override
    public String parameterList() {
        return printed(super.parameterList());
    }

    @Override
    public String description(Object... parameters) {
        return paragraphs(commandSpec().usageMessage().description(), parameters);
    }

    @Override
    public String footer(Object... parameters) {
        return paragraphs(commandSpec().usageMessage().footer(), parameters);
    }
}
