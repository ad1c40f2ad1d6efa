package dev.interlock.server.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The options of a program, as far as they have to be known to tell which files it writes and whether it runs code that its arguments
 * name. Immutable.
 */
final class Options {

    private final boolean only;
    private final boolean singleDash;
    private final Set<String> flags;
    private final Set<String> valued;
    private final Set<String> writing;
    private final Set<String> refused;

    /**
     * Arguments as they were read.
     *
     * @param refused the option that nobody can tell the effect of; empty where there is none
     * @param leading the options, and their values, before the first operand
     * @param operands the other arguments
     * @param valued the options that have a value
     * @param written the files that options name to write to
     */
    record Reading(
            Optional<String> refused,
            List<String> leading,
            List<String> operands,
            List<Valued> valued,
            List<String> written) {

        /** The values of all options. */
        List<String> values() {
            return valued.stream().map(Valued::value).toList();
        }

        /** The values of some options, whose names are joined by blanks. */
        List<String> values(String options) {
            Set<String> names = split(options);
            return valued.stream()
                    .filter(one -> names.contains(one.option()))
                    .map(Valued::value)
                    .toList();
        }
    }

    /** An option with its value. */
    record Valued(String option, String value) {}

    private Options(
            boolean only,
            boolean singleDash,
            Set<String> flags,
            Set<String> valued,
            Set<String> writing,
            Set<String> refused) {
        this.only = only;
        this.singleDash = singleDash;
        this.flags = flags;
        this.valued = valued;
        this.writing = writing;
        this.refused = refused;
    }

    /** Options of which all do nothing that matters here, but those that are named later. */
    static Options any() {
        return new Options(false, false, Set.of(), Set.of(), Set.of(), Set.of());
    }

    /**
     * No other options than these, which have no value, and those that are named later.
     *
     * @param flags joined by blanks, each with its dashes
     */
    static Options only(String flags) {
        return new Options(true, false, split(flags), Set.of(), Set.of(), Set.of());
    }

    /** Options whose names are longer than a letter after a single dash. */
    Options singleDash() {
        return new Options(only, true, flags, valued, writing, refused);
    }

    /** Beside them these, which have a value. */
    Options valued(String more) {
        return new Options(only, singleDash, flags, joined(valued, more), writing, refused);
    }

    /** Beside them these, whose value is a file that is written. */
    Options writing(String more) {
        return new Options(only, singleDash, flags, valued, joined(writing, more), refused);
    }

    /** All but these, which name what is run, or what is read as code or as further arguments; also where their names are cut short. */
    Options but(String others) {
        return new Options(only, singleDash, flags, valued, writing, joined(refused, others));
    }

    private static Set<String> split(String options) {
        return Set.of(options.split(" "));
    }

    private static Set<String> joined(Set<String> some, String more) {
        return Stream.concat(some.stream(), split(more).stream()).collect(Collectors.toUnmodifiableSet());
    }

    /** Reads all arguments. */
    Reading read(List<String> arguments) {
        return new Pass(arguments, /* leading= */ false).all();
    }

    /** Reads the options before the first operand; what follows are operands. */
    Reading leading(List<String> arguments) {
        return new Pass(arguments, /* leading= */ true).all();
    }

    private final class Pass {
        private final List<String> arguments;
        private final boolean leadingOnly;
        private final List<String> operands = new ArrayList<>();
        private final List<Valued> values = new ArrayList<>();
        private final List<String> written = new ArrayList<>();
        private Optional<String> objected = Optional.empty();
        private int at;

        Pass(List<String> arguments, boolean leadingOnly) {
            this.arguments = arguments;
            this.leadingOnly = leadingOnly;
        }

        Reading all() {
            int before = arguments.size();
            while (at < arguments.size()) {
                String word = arguments.get(at++);
                boolean operand = !word.startsWith("-") || word.equals("-");
                if (word.equals("--") || operand) {
                    before = Math.min(before, at - 1);
                    if (word.equals("--") || leadingOnly) {
                        operands.addAll(arguments.subList(operand ? at - 1 : at, arguments.size()));
                        break;
                    }
                    operands.add(word);
                } else if (word.startsWith("--") || singleDash) {
                    named(word);
                } else {
                    letters(word);
                }
            }
            return new Reading(objected, arguments.subList(0, before), operands, values, written);
        }

        /** An option of a whole word, with its value after {@code =} or in the next argument. */
        private void named(String word) {
            int equals = word.indexOf('=');
            String name = equals < 0 ? word : word.substring(0, equals);
            if (singleDash && name.startsWith("--")) {
                name = name.substring(1);
            }
            if (valued.contains(name)) {
                values.add(new Valued(name, equals < 0 ? next() : word.substring(equals + 1)));
            } else if (flags.contains(name)) {
                return;
            } else if (names(name, refused)) {
                object(word);
            } else if (names(name, writing)) {
                written.add(equals < 0 ? next() : word.substring(equals + 1));
            } else if (only) {
                object(word);
            }
        }

        /** Options of one letter each after one dash; the rest of the word may be the value of the last. */
        private void letters(String word) {
            for (int i = 1; i < word.length(); i++) {
                String option = "-" + word.charAt(i);
                String rest = word.substring(i + 1);
                if (refused.contains(option)) {
                    object(word);
                    return;
                }
                if (writing.contains(option)) {
                    written.add(rest.isEmpty() ? next() : rest);
                    return;
                }
                if (valued.contains(option)) {
                    values.add(new Valued(option, rest.isEmpty() ? next() : rest));
                    return;
                }
                if (only && !flags.contains(option) && !flags.contains(word)) {
                    object(word);
                    return;
                }
            }
        }

        private String next() {
            if (at == arguments.size()) {
                object(arguments.getLast());
                return "";
            }
            return arguments.get(at++);
        }

        private void object(String word) {
            if (objected.isEmpty()) {
                objected = Optional.of(word);
            }
        }
    }

    /** Returns whether the name is one of the options, or the beginning of one, for which many programs take it. */
    private boolean names(String name, Set<String> options) {
        return options.contains(name)
                || (!singleDash && name.length() > 2 && options.stream().anyMatch(option -> option.startsWith(name)));
    }
}
