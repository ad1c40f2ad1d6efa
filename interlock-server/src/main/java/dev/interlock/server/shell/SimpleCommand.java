package dev.interlock.server.shell;

import java.util.List;

/**
 * A program that is run with its arguments.
 *
 * @param words the program, and its arguments, without quotes; never empty
 * @param does the same with the name of a program of the system, then its sub-commands, then everything else
 * @param written the files that its output is sent to, and that its options name to write to
 * @param read the files that its input is taken from
 * @param onlyReads whether it is known to change no file but those written
 */
public record SimpleCommand(
        List<String> words, List<String> does, List<String> written, List<String> read, boolean onlyReads) {

    public SimpleCommand {
        words = List.copyOf(words);
        does = List.copyOf(does);
        written = List.copyOf(written);
        read = List.copyOf(read);
    }

    /** The words of the command, joined by single spaces; words that have blanks themselves are quoted. */
    public String line() {
        var line = new StringBuilder();
        for (String word : does) {
            line.append(line.isEmpty() ? "" : " ")
                    .append(
                            word.isEmpty() || word.chars().anyMatch(Character::isWhitespace)
                                    ? ShellWord.quoted(word)
                                    : word);
        }
        return line.toString();
    }
}
