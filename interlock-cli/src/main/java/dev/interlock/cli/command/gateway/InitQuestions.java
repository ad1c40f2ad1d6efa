package dev.interlock.cli.command.gateway;

import dev.interlock.cli.terminal.Surroundings;
import dev.interlock.cli.terminal.WrongUsage;
import java.io.Console;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** The questions of {@code interlock init} to a person at a terminal. Each has an answer that an empty line stands for. */
final class InitQuestions {

    /** The most words that are shown as the usual answer. */
    private static final int MOST_SHOWN = 12;

    private final Console console;
    private final PrintWriter out;

    private InitQuestions(Console console, PrintWriter out) {
        this.console = console;
        this.out = out;
    }

    /** Returns the questions; empty where nobody is there to answer, or nothing is to be asked. */
    static Optional<InitQuestions> of(CommandSpec spec, boolean yes) {
        Console console = yes || !Surroundings.of(spec).terminal() ? null : System.console();
        return Optional.ofNullable(console)
                .map(terminal -> new InitQuestions(terminal, spec.commandLine().getOut()));
    }

    /** Looks at an answer. */
    interface Check {
        /** Returns what is wrong with it; empty where nothing is. */
        Optional<String> mistake(List<String> words);
    }

    /** Asks for words until they are right. */
    List<String> words(String question, List<String> otherwise, Check check) throws WrongUsage {
        while (true) {
            String answer = line(question + " [" + shown(otherwise) + "]: ");
            List<String> words = answer.isBlank()
                    ? otherwise
                    : Arrays.stream(answer.strip().split("[\\s,]+")).toList();
            Optional<String> mistake = check.mistake(words);
            if (mistake.isEmpty()) {
                return words;
            }
            out.println(mistake.get());
        }
    }

    private static String shown(List<String> words) {
        String first = String.join(", ", words.stream().limit(MOST_SHOWN).toList());
        return words.size() <= MOST_SHOWN ? first : first + " and " + (words.size() - MOST_SHOWN) + " more";
    }

    /** Asks whether to do something. */
    boolean agreed(String question) throws WrongUsage {
        String answer = line(question + " [Y/n] ").strip().toLowerCase(Locale.ROOT);
        return answer.isEmpty() || answer.startsWith("y");
    }

    /** Asks for a secret, which is not shown; empty where none is given. */
    Optional<String> secret(String question) {
        out.print(question);
        out.flush();
        char[] typed = console.readPassword();
        return Optional.ofNullable(typed)
                .map(characters -> new String(characters).strip())
                .filter(secret -> !secret.isEmpty());
    }

    private String line(String question) throws WrongUsage {
        out.print(question);
        out.flush();
        String answer = console.readLine();
        if (answer == null) {
            throw new WrongUsage("the input ended before all questions were answered; use --yes to skip the questions");
        }
        return answer;
    }
}
