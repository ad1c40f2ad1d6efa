package dev.interlock.cli;

import dev.interlock.cli.terminal.Screen;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;

/** Answers to an option or argument with a wrong value, in place of picocli's, which name Java types. */
final class OptionMistake {

    private static final String CONVERTED = "Invalid value for ";

    private OptionMistake() {}

    /** Returns the message for a wrong value; empty if something else is wrong. */
    static Optional<String> message(ParameterException wrong) {
        if (wrong instanceof OverwrittenOptionException twice) {
            return Optional.of(name(twice.getOverwritten()) + " occurs twice; give it once");
        }
        if (wrong instanceof MissingParameterException missing) {
            return missing.getMissing().size() == 1
                            && missing.getMissing().getFirst() instanceof OptionSpec option
                            && !option.required()
                    ? Optional.of(
                            name(option) + " needs a value: `" + option.longestName() + "=" + option.paramLabel() + "`")
                    : Optional.empty();
        }
        ArgSpec argument = wrong.getArgSpec();
        String value = wrong.getValue();
        return argument == null || value == null ? Optional.empty() : converted(argument, value, wrong);
    }

    private static Optional<String> converted(ArgSpec argument, String value, ParameterException wrong) {
        String given = "`" + Screen.printable(value) + "`";
        Class<?> type = argument.auxiliaryTypes()[0];
        if (Map.class.isAssignableFrom(argument.type())) {
            return Optional.of(name(argument) + " takes " + argument.paramLabel() + ", not " + given);
        }
        if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
            return Optional.of(name(argument) + " takes a whole number, not " + given);
        }
        if (type == boolean.class || type == Boolean.class) {
            return Optional.of(name(argument) + " takes no value; leave out " + given);
        }
        if (type.isEnum()) {
            return Optional.of(name(argument) + " takes " + choices(type) + ", not " + given);
        }
        String message = wrong.getMessage();
        return message != null && message.startsWith(CONVERTED) && message.contains(": ")
                ? Optional.of(message.substring(message.indexOf(": ") + 2))
                : Optional.of(name(argument) + " does not accept " + given);
    }

    private static String choices(Class<?> type) {
        var names = Arrays.stream(type.getEnumConstants())
                .map(each -> "`" + each + "`")
                .collect(Collectors.toList());
        String last = names.removeLast();
        return names.isEmpty() ? last : String.join(", ", names) + " or " + last;
    }

    private static String name(ArgSpec argument) {
        return "`" + (argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel()) + "`";
    }
}
