package dev.interlock.cli.reference;

import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The completion script for fish, for which picocli makes none. */
final class FishCompletion {

    private final String name;
    private final StringBuilder script = new StringBuilder();

    private FishCompletion(String name) {
        this.name = name;
    }

    /** Returns the script of a command with all that is below it. */
    static String of(CommandLine root) {
        var completion = new FishCompletion(root.getCommandName());
        completion.begin();
        completion.add(root, "");
        return completion.script.toString();
    }

    private void begin() {
        script.append(String.format(Locale.ROOT, """
            # Completion of %1$s for fish.
            function __%1$s_words
                for word in (commandline -opc)[2..-1]
                    string match -q -- '-*' $word; or echo $word
                end
            end
            # True if the command is this one and nothing follows it yet.
            function __%1$s_at
                test (string join ' ' (__%1$s_words)) = "$argv[1]"
            end
            # True if the command is this one, whatever follows it.
            function __%1$s_in
                string match -q -- "$argv[1] *" (string join ' ' (__%1$s_words))' '
            end
            """, name));
    }

    private void add(CommandLine line, String path) {
        CommandSpec spec = line.getCommandSpec();
        line.getSubcommands().forEach((word, below) -> {
            script.append("complete -c ")
                    .append(name)
                    .append(" -f -n ")
                    .append(quoted("__" + name + "_at " + quotedInside(path)))
                    .append(" -a ")
                    .append(quoted(word))
                    .append(described(below.getCommandSpec().usageMessage().description()))
                    .append('\n');
        });
        for (OptionSpec option : spec.options()) {
            script.append("complete -c ").append(name);
            script.append(" -n ")
                    .append(quoted(
                            path.isEmpty()
                                    ? "__" + name + "_at " + quotedInside("")
                                    : "__" + name + "_in " + quotedInside(path)));
            for (String each : List.of(option.names())) {
                script.append(each.startsWith("--") ? " -l " + each.substring(2) : " -s " + each.substring(1));
            }
            if (option.arity().max() > 0) {
                script.append(" -r");
            }
            script.append(described(option.description())).append('\n');
        }
        line.getSubcommands().forEach((word, below) -> add(below, path.isEmpty() ? word : path + " " + word));
    }

    private static String described(String[] description) {
        return description.length == 0 ? "" : " -d " + quoted(description[0]);
    }

    private static String quotedInside(String text) {
        return "\"" + text + "\"";
    }

    /** A text in single quotes, in which fish knows two escapes. */
    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
