package dev.interlock.server.shell;

import java.util.ArrayList;
import java.util.List;

/**
 * The reader of command lines. Only what every shell reads alike is read: simple commands, in pipes and lists, with quotes and plain
 * redirections. A line with anything else, such as a substitution, a here-document, a pattern of file names, a variable or a compound
 * command, is unread as a whole: a guess would be a way round the rules.
 */
public final class ShellReader {

    private static final int LONGEST = 16 << 10;

    /** Characters that a word has without quotes, beside letters and digits. */
    private static final String PLAIN = "_-./:,@%+=";

    private final String line;
    private int at;

    private final List<SimpleCommand> commands = new ArrayList<>();
    private List<String> words = new ArrayList<>();
    private List<String> written = new ArrayList<>();
    private List<String> read = new ArrayList<>();

    private ShellReader(String line) {
        this.line = line;
    }

    /** Reads a line, or several, of a POSIX shell. */
    public static ShellReading read(String line) {
        if (line.length() > LONGEST) {
            return new ShellReading.Unread("it is longer than " + LONGEST + " characters");
        }
        try {
            return new ShellReading.Read(new ShellReader(line).all());
        } catch (UnreadException e) {
            return new ShellReading.Unread(String.valueOf(e.getMessage()));
        }
    }

    private List<SimpleCommand> all() throws UnreadException {
        boolean awaited = false; // a command has to follow
        while (true) {
            skipBlanks();
            if (at == line.length()) {
                break;
            }
            char next = line.charAt(at);
            if (next == '\n' || next == ';' || next == '&' || next == '|') {
                boolean newLine = next == '\n';
                boolean joins = operator();
                checkRedirected();
                if (words.isEmpty() && !(newLine && !joins)) {
                    throw new UnreadException("it has an operator where a command should be");
                }
                if (!words.isEmpty()) {
                    end();
                    awaited = joins;
                }
            } else if (next == '<' || next == '>' || isDescriptor()) {
                redirection();
            } else {
                words.add(word());
                awaited = false;
            }
        }
        checkRedirected();
        if (!words.isEmpty()) {
            end();
        } else if (awaited) {
            throw new UnreadException("it ends with an operator");
        }
        if (commands.isEmpty()) {
            throw new UnreadException("it has no command");
        }
        return commands;
    }

    /** A redirection without a command makes or empties a file. */
    private void checkRedirected() throws UnreadException {
        if (words.isEmpty() && !(written.isEmpty() && read.isEmpty())) {
            throw new UnreadException("it has a redirection without a command");
        }
    }

    private void skipBlanks() {
        while (at < line.length() && (line.charAt(at) == ' ' || line.charAt(at) == '\t')) {
            at++;
        }
    }

    /** Passes over the operator between two commands. Returns whether another command has to follow. */
    private boolean operator() throws UnreadException {
        char first = line.charAt(at++);
        boolean twice = at < line.length() && line.charAt(at) == first;
        return switch (first) {
            case ';' -> {
                if (twice) {
                    throw new UnreadException("it has `;;`");
                }
                yield false;
            }
            case '&' -> {
                if (!twice) {
                    throw new UnreadException("it runs something in the background, or uses `&` for something else");
                }
                at++;
                yield true;
            }
            case '|' -> {
                if (twice) {
                    at++;
                } else if (at < line.length() && line.charAt(at) == '&') {
                    throw new UnreadException("it has `|&`");
                }
                yield true;
            }
            default -> false;
        };
    }

    private void end() throws UnreadException {
        if (isAssignment(words.getFirst())) {
            throw new UnreadException("it sets a variable");
        }
        commands.add(CommandReader.read(words, written, read));
        words = new ArrayList<>();
        written = new ArrayList<>();
        read = new ArrayList<>();
    }

    private static boolean isAssignment(String word) {
        int equals = word.indexOf('=');
        return equals > 0
                && word.substring(0, equals).chars().allMatch(c -> c == '_' || c == '+' || isLetterOrDigit((char) c));
    }

    private static boolean isLetterOrDigit(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }

    /** Returns whether a digit stands here that names the descriptor of a redirection. */
    private boolean isDescriptor() {
        return Character.isDigit(line.charAt(at))
                && at + 1 < line.length()
                && (line.charAt(at + 1) == '<' || line.charAt(at + 1) == '>');
    }

    private void redirection() throws UnreadException {
        if (Character.isDigit(line.charAt(at))) {
            at++;
        }
        boolean output = line.charAt(at++) == '>';
        if (output && at < line.length() && line.charAt(at) == '>') {
            at++;
        }
        if (output && at < line.length() && line.charAt(at) == '&') {
            at++;
            if (at >= line.length() || !Character.isDigit(line.charAt(at))) {
                throw new UnreadException("it has a redirection that is not understood here");
            }
            at++;
            if (at < line.length() && " \t\n;|&".indexOf(line.charAt(at)) < 0) {
                throw new UnreadException("it has a redirection that is not understood here");
            }
            return;
        }
        skipBlanks();
        if (at == line.length() || "<>|&;\n(".indexOf(line.charAt(at)) >= 0) {
            throw new UnreadException("it has a here-document or a redirection that is not understood here");
        }
        (output ? written : read).add(word());
    }

    private String word() throws UnreadException {
        var word = new StringBuilder();
        int from = at;
        while (at < line.length()) {
            char c = line.charAt(at);
            if (c == '\'') {
                single(word);
            } else if (c == '"') {
                twofold(word);
            } else if (c == '=' && at == from) {
                throw new UnreadException("it has a word that begins with `=`");
            } else if (isLetterOrDigit(c) || PLAIN.indexOf(c) >= 0 || c == '~' && isHome(from)) {
                word.append(c);
                at++;
            } else if (" \t\n;|&<>".indexOf(c) >= 0) {
                checkDescriptor(from);
                break;
            } else {
                throw new UnreadException(unread(c));
            }
        }
        return word.toString();
    }

    /** Several digits before a redirection are a descriptor, and no word. */
    private void checkDescriptor(int from) throws UnreadException {
        char next = line.charAt(at);
        if ((next == '<' || next == '>') && line.substring(from, at).chars().allMatch(Character::isDigit)) {
            throw new UnreadException("it has a redirection that is not understood here");
        }
    }

    /** A tilde stands for the home folder at the beginning of a word, before nothing or a slash. */
    private boolean isHome(int from) {
        return at == from && (at + 1 == line.length() || " \t\n/;|&".indexOf(line.charAt(at + 1)) >= 0);
    }

    private static String unread(char c) {
        return switch (c) {
            case '$', '`' -> "it has a variable or a substitution (`" + c + "`)";
            case '*', '?', '[', ']' -> "it has a file name pattern (`" + c + "`)";
            case '{', '}' -> "it has braces";
            case '(', ')' -> "it contains a subshell or a function";
            case '\\' -> "it has a backslash outside quotes";
            case '#' -> "it has a comment, or a `#` outside quotes";
            case '!' -> "it has a `!` outside quotes";
            case '~' -> "it has a `~` that may mean a folder";
            default ->
                c < ' ' || c > '~'
                        ? "it has a character outside quotes that is not printable ASCII"
                        : "it has `" + c + "`";
        };
    }

    private void single(StringBuilder word) throws UnreadException {
        int end = line.indexOf('\'', at + 1);
        if (end < 0) {
            throw new UnreadException("it has a quote that is not closed");
        }
        word.append(checked(line.substring(at + 1, end)));
        at = end + 1;
    }

    private void twofold(StringBuilder word) throws UnreadException {
        int end = line.indexOf('"', at + 1);
        if (end < 0) {
            throw new UnreadException("it has a quote that is not closed");
        }
        String inside = line.substring(at + 1, end);
        for (char c : inside.toCharArray()) {
            if (c == '$' || c == '`' || c == '\\' || c == '!') {
                throw new UnreadException("it has `" + c + "` in double quotes");
            }
        }
        word.append(checked(inside));
        at = end + 1;
    }

    private static String checked(String quoted) throws UnreadException {
        if (quoted.codePoints().anyMatch(c -> c == 0 || c == '\r' || Character.getType(c) == Character.FORMAT)) {
            throw new UnreadException("it has a control character or an invisible character");
        }
        return quoted;
    }
}
