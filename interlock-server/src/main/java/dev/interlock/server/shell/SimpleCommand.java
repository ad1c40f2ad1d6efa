package dev.interlock.server.shell;

import java.util.List;

/**
 * A program that is run with its arguments.
 *
 * @param words the program, and its arguments, without quotes; never empty
 * @param written the files that its output is sent to
 * @param read the files that its input is taken from
 */
public record SimpleCommand(List<String> words, List<String> written, List<String> read) {

    public SimpleCommand {
        words = List.copyOf(words);
        written = List.copyOf(written);
        read = List.copyOf(read);
    }

    /** The program as it was named, without the folder that it is in. */
    public String program() {
        String named = words.getFirst();
        return named.substring(named.lastIndexOf('/') + 1);
    }

    /** The program and its arguments, joined by single spaces; arguments that have blanks themselves are quoted. */
    public String line() {
        var line = new StringBuilder(program());
        for (String word : words.subList(1, words.size())) {
            line.append(' ')
                    .append(
                            word.isEmpty() || word.chars().anyMatch(Character::isWhitespace)
                                    ? ShellWord.quoted(word)
                                    : word);
        }
        return line.toString();
    }
}
