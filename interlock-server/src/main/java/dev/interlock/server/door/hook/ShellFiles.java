package dev.interlock.server.door.hook;

import dev.interlock.server.shell.SimpleCommand;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/**
 * The files that the words of a command line may name. A word is also looked at without what may stand before a file in it, as in
 * {@code --file=a}, {@code -oa}, {@code @a} and {@code HEAD:a}, and without what may stand after it, as in {@code a#label}. As nobody knows
 * whether a {@code cd} succeeds, each word counts in the folder before it and in the one after it; so it does with {@code git -C}.
 */
final class ShellFiles {

    private static final int MOST_FOLDERS = 8;
    private static final int MOST_FILES = 1_000;

    private static final String BESIDE_FILES = "[=:@,<;#]";

    private final SequencedSet<String> folders = new LinkedHashSet<>();
    private final SequencedSet<String> all = new LinkedHashSet<>();
    private final SequencedSet<String> changed = new LinkedHashSet<>();
    private boolean tooMany;

    /** @param folder in which the line is run, absolute */
    ShellFiles(String folder, List<SimpleCommand> commands) {
        folders.add(folder);
        for (SimpleCommand command : commands) {
            List<String> arguments = command.words().subList(1, command.words().size());
            SequencedSet<String> within = within(command, arguments);
            add(within, arguments, command.onlyReads() ? List.of(all) : List.of(all, changed));
            add(within, command.read(), List.of(all));
            add(within, command.written(), List.of(all, changed));
            if (command.does().getFirst().equals("cd")) {
                enter(folders, arguments.isEmpty() ? "~" : arguments.getFirst());
            }
            tooMany |= within.size() > MOST_FOLDERS || folders.size() > MOST_FOLDERS || all.size() > MOST_FILES;
        }
    }

    /** Returns the folders that the words of a command are relative to. */
    private SequencedSet<String> within(SimpleCommand command, List<String> arguments) {
        SequencedSet<String> within = new LinkedHashSet<>(folders);
        if (command.does().getFirst().equals("git")) {
            for (int i = 1; i < arguments.size(); i++) {
                if (arguments.get(i - 1).equals("-C")) {
                    enter(within, arguments.get(i));
                }
            }
        }
        return within;
    }

    private static void enter(SequencedSet<String> folders, String to) {
        if (folders.size() <= MOST_FOLDERS) {
            List.copyOf(folders).forEach(from -> folders.add(Paths.absolute(from, to)));
        }
    }

    private void add(SequencedSet<String> within, Collection<String> words, List<SequencedSet<String>> sets) {
        for (String word : words) {
            for (String part : parts(word)) {
                for (String folder : within) {
                    if (all.size() > MOST_FILES) {
                        return;
                    }
                    String file = Paths.absolute(folder, part);
                    sets.forEach(set -> set.add(file));
                }
            }
        }
    }

    private static List<String> parts(String word) {
        List<String> parts = new ArrayList<>(List.of(word));
        if (word.startsWith("-")) {
            // Options of one character each, joined, before the value of the last
            for (int i = 2; i < word.length() && i < MOST_FILES && isOption(word.charAt(i - 1)); i++) {
                parts.add(word.substring(i));
            }
        }
        String[] split = word.split(BESIDE_FILES, -1);
        if (split.length > 1) {
            parts.addAll(List.of(split));
        }
        parts.removeIf(String::isEmpty);
        return parts;
    }

    private static boolean isOption(char c) {
        return Character.isLetterOrDigit(c) || c == '#';
    }

    /** Returns whether there are more folders or files than are looked at. */
    boolean tooMany() {
        return tooMany;
    }

    /** Returns the folders in which the commands may run. */
    List<String> folders() {
        return List.copyOf(folders);
    }

    /** Returns all files that are named, absolute. */
    List<String> all() {
        return List.copyOf(all);
    }

    /** Returns those that the commands may change. */
    List<String> changed() {
        return List.copyOf(changed);
    }
}
