package dev.interlock.server.door.hook;

import dev.interlock.server.shell.SimpleCommand;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/**
 * The files that the words of a command line may name. A word is also looked at without what may stand before a file in it, as in
 * {@code --file=a}, {@code -oa}, {@code @a} and {@code HEAD:a}. As nobody knows whether a {@code cd} succeeds, each word counts in the
 * folder before it and in the one after it.
 */
final class ShellFiles {

    private static final int MOST_FOLDERS = 8;
    private static final int MOST_FILES = 1_000;

    /** Options of one letter each, joined, before the value of the last. */
    private static final int MOST_LETTERS = 10;

    private static final String BEFORE_FILES = "[=:@,<;]";

    private final SequencedSet<String> folders = new LinkedHashSet<>();
    private final SequencedSet<String> all = new LinkedHashSet<>();
    private final SequencedSet<String> changed = new LinkedHashSet<>();

    /** @param folder in which the line is run, absolute */
    ShellFiles(String folder, List<SimpleCommand> commands) {
        folders.add(folder);
        for (SimpleCommand command : commands) {
            List<String> arguments = command.words().subList(1, command.words().size());
            add(arguments, command.onlyReads() ? List.of(all) : List.of(all, changed));
            add(command.read(), List.of(all));
            add(command.written(), List.of(all, changed));
            if (command.does().getFirst().equals("cd") && folders.size() <= MOST_FOLDERS) {
                String to = arguments.isEmpty() ? "~" : arguments.getFirst();
                List.copyOf(folders).forEach(from -> folders.add(Paths.absolute(from, to)));
            }
        }
    }

    private void add(Collection<String> words, List<SequencedSet<String>> sets) {
        for (String word : words) {
            for (String part : parts(word)) {
                for (String folder : folders) {
                    String file = Paths.absolute(folder, part);
                    if (all.size() <= MOST_FILES) {
                        sets.forEach(set -> set.add(file));
                    }
                }
            }
        }
    }

    private static List<String> parts(String word) {
        List<String> parts = new ArrayList<>(List.of(word));
        if (word.startsWith("-")) {
            for (int i = 2; i < word.length() && i < MOST_LETTERS && Character.isLetter(word.charAt(i - 1)); i++) {
                parts.add(word.substring(i));
            }
        }
        String[] split = word.split(BEFORE_FILES, -1);
        if (split.length > 1) {
            parts.addAll(List.of(split));
        }
        parts.removeIf(String::isEmpty);
        return parts;
    }

    /** Returns whether there are more folders or files than are looked at. */
    boolean tooMany() {
        return folders.size() > MOST_FOLDERS || all.size() > MOST_FILES;
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
