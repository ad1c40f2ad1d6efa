package dev.interlock.server.door.hook;

import dev.interlock.server.shell.SimpleCommand;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.SequencedSet;
import java.util.regex.Pattern;

/**
 * The folders that commands remove, move, overwrite or change the permissions of, and that hold the folder in which an agent works, or are
 * it. The hook of the agent goes with them, although the command names none of its files.
 */
final class SurroundingFolders {

    private static final Pattern RECURSIVE = Pattern.compile("-[A-Za-z]*[rRa].*|--[ra].*");

    /** Options after which the last operand is not the target, or not plainly so. */
    private static final Pattern OTHER_TARGET = Pattern.compile("-[A-Za-z]*[tTS].*|--(t|no-t|s).*");

    private SurroundingFolders() {}

    /**
     * Returns the folders, absolute.
     *
     * @param places the folders in which the commands may run
     * @param work the folders in which the agent works
     */
    static List<String> of(List<String> places, List<SimpleCommand> commands, List<String> work) {
        SequencedSet<String> around = new LinkedHashSet<>();
        for (SimpleCommand command : commands) {
            for (String word : whole(command)) {
                for (String place : places) {
                    String folder = Paths.absolute(place, word);
                    if (work.stream().anyMatch(inner -> holds(folder, inner))) {
                        around.add(folder);
                    }
                }
            }
        }
        return List.copyOf(around);
    }

    /** The files and folders with which the command does something as a whole. */
    private static List<String> whole(SimpleCommand command) {
        List<String> arguments = command.words().subList(1, command.words().size());
        return switch (command.does().getFirst()) {
            case "rm", "chmod" -> operands(arguments);
            case "mv" -> placed(arguments, /* moves= */ true);
            case "cp" ->
                arguments.stream().anyMatch(RECURSIVE.asMatchPredicate())
                        ? placed(arguments, /* moves= */ false)
                        : List.of();
            default -> List.of();
        };
    }

    private static List<String> operands(List<String> arguments) {
        return arguments.stream().filter(word -> !word.startsWith("-")).toList();
    }

    /** The files and folders that are moved, and those that are overwritten: the target itself, or what it holds under the name of a source. */
    private static List<String> placed(List<String> arguments, boolean moves) {
        List<String> operands = operands(arguments);
        List<String> options =
                arguments.stream().filter(OTHER_TARGET.asMatchPredicate()).toList();
        List<String> whole = new ArrayList<>();
        if (!options.isEmpty()) {
            whole.addAll(operands);
            options.forEach(option -> whole.add(option.replaceFirst("--[^=]*=|-[A-Za-z]*?t", "")));
        } else if (operands.size() > 1) {
            String target = operands.getLast();
            for (String source : operands.subList(0, operands.size() - 1)) {
                if (moves) {
                    whole.add(source);
                }
                // Some systems take a folder with a slash after it for all that it holds.
                boolean contents = !moves && source.matches("(.*/)?[.]{0,2}");
                whole.add(
                        contents
                                ? target
                                : target + "/" + source.replaceFirst("/+$", "").replaceFirst(".*/", ""));
            }
        }
        return whole;
    }

    /** Letter case is ignored, as some file systems do. A path in the home folder, which is not known here, may be anywhere. */
    private static boolean holds(String outer, String inner) {
        String folder = outer.toLowerCase(Locale.ROOT) + (outer.endsWith("/") ? "" : "/");
        String within = inner.toLowerCase(Locale.ROOT) + "/";
        return within.startsWith(folder) || (folder.startsWith("/~/") && within.contains(folder.substring(2)));
    }
}
