package dev.interlock.server.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The arguments of curl and wget. Both read more in them than their words say: curl has patterns in addresses and file names of its own,
 * both make the name of a file of an address, and a server decodes the path that it is asked for. Only arguments without any of that are
 * understood.
 */
final class WebArguments {

    /** An address that every program and server reads alike; what is encoded can only be in its query. */
    private static final Pattern ADDRESS = Pattern.compile("(?i)(https?://)?[a-z0-9][a-z0-9._-]*(:[0-9]+)?"
            + "(?<path>/[a-z0-9._~@:+=,/-]*)?([?][a-z0-9._~!$&'()*+,;=:@/?%-]*)?(#[a-z0-9._~!$&'()*+,;=:@/?%-]*)?");

    /** Steps within a path that a program or a server takes out. */
    private static final Pattern STEPS = Pattern.compile("//|/[.]{1,2}(/|$)");

    private static final Pattern FILE_PATTERN = Pattern.compile("[\\[\\]{}\\\\]");
    private static final Pattern PART_OF_ADDRESS = Pattern.compile("#[0-9]");
    private static final Pattern METHOD = Pattern.compile("[A-Za-z]+");

    /** A part of a form that may name a file in quotes, or with blanks around it. */
    private static final Pattern QUOTED_FILE = Pattern.compile("(?s)(?=.*[@<]).*[\"\\\\\\s].*");

    private static final String HEADERS = "-H --header -A --user-agent -e --referer -b --cookie";

    private WebArguments() {}

    /** Returns why nobody can tell what the command asks for, or which files it reads and writes; empty where its words say it. */
    static Optional<String> objection(String program, List<String> arguments) {
        Options.Reading reading = read(program, arguments);
        List<String> addresses = addresses(reading);
        if (!addresses.stream().allMatch(WebArguments::isPlain)) {
            return Optional.of("`" + program + "` has an address that programs and servers may read in several ways");
        }
        return program.equals("curl") ? curl(reading, addresses) : Optional.empty();
    }

    private static Optional<String> curl(Options.Reading reading, List<String> addresses) {
        List<String> sent = reading.values("-T --upload-file");
        if (any(sent, FILE_PATTERN.asPredicate())
                || any(reading.written(), PART_OF_ADDRESS.asPredicate())
                || any(reading.values("-F --form"), QUOTED_FILE.asMatchPredicate())) {
            return Optional.of("`curl` has a pattern or quotes of its own in the name of a file");
        }
        if (!sent.isEmpty() && any(addresses, address -> path(address).matches("|.*/"))) {
            return Optional.of("`curl` adds the name of a file to the address that it is sent to");
        }
        if (any(reading.values("-w --write-out"), WebArguments::writesMore)) {
            return Optional.of("`curl` writes more output, to files that are not known here");
        }
        boolean another =
                any(reading.values("-X --request"), METHOD.asMatchPredicate().negate())
                        || any(reading.values(HEADERS), value -> value.contains("\n"));
        return another ? Optional.of("`curl` has a method or a header that may be another request") : Optional.empty();
    }

    private static boolean any(List<String> words, Predicate<String> condition) {
        return words.stream().anyMatch(condition);
    }

    /** A format may name a file for further output, and may be in a file itself. */
    private static boolean writesMore(String format) {
        return format.startsWith("@") || format.toLowerCase(Locale.ROOT).contains("output{");
    }

    private static boolean isPlain(String address) {
        return ADDRESS.matcher(address).matches()
                && !STEPS.matcher(path(address)).find();
    }

    /** The path of an address; empty where it has none. */
    private static String path(String address) {
        Matcher matcher = ADDRESS.matcher(address);
        String path = matcher.matches() ? matcher.group("path") : null;
        return path == null ? "" : path;
    }

    private static List<String> addresses(Options.Reading reading) {
        List<String> addresses = new ArrayList<>(reading.operands());
        addresses.addAll(reading.values("--url"));
        return addresses;
    }

    private static Options.Reading read(String program, List<String> arguments) {
        return CommandForm.of(program).orElseThrow().others().read(arguments);
    }

    /** Returns the files in which downloads are kept without an option that names them: the last parts of their addresses. */
    static List<String> written(String program, List<String> arguments) {
        if (program.equals("curl") && arguments.stream().noneMatch(word -> word.matches("-[^-]*O.*|--remote-name"))) {
            return List.of();
        }
        return addresses(read(program, arguments)).stream()
                .map(address -> path(address).replaceFirst("/$", ""))
                .map(path -> path.substring(path.lastIndexOf('/') + 1))
                .toList();
    }
}
