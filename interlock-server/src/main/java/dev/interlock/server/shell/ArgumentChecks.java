package dev.interlock.server.shell;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The arguments of programs that need more than a list of options to be understood. */
final class ArgumentChecks {

    /** A file that may be what comes in, or is made by the system. */
    private static final Pattern STREAM = Pattern.compile(
            "(?i)-|/+([.]/+)*(dev|proc)(/.*)?|.*[.][.]/(.*/)?(dev|proc)(/.*)?|(.*/)?(stdin|tty|fd/?|fd/+[0-9]+)");

    private static final Pattern DEVICE = Pattern.compile("(?is)/+([.]/+)*dev(/.*)?|/.*[.][.]/+([.]/+)*dev(/.*)?");

    /** Devices that keep nothing, or are what the command line has anyway. */
    private static final Set<String> STANDARD =
            Set.of("/dev/null", "/dev/stdin", "/dev/stdout", "/dev/stderr", "/dev/tty");

    private static final Pattern SED_SCRIPT =
            Pattern.compile("([0-9]+|[$])?(,([0-9]+|[$]|[+][0-9]+))?[pdq=]|/[^/\\\\\\v]*/[pd]"
                    + "|s(?<by>[/|#])((?!\\k<by>)\\V)*\\k<by>((?!\\k<by>)\\V)*\\k<by>[gpI0-9]*");

    private static final Options SED = Options.only(
                    "-n -E -r -s -u -z -i --in-place --quiet --silent --regexp-extended --version")
            .valued("-e --expression");

    private static final Pattern IN_PLACE = Pattern.compile("-[A-Za-z]*i.*|--in-place.*");

    private static final Options MAKE = Options.only(
                    "-k -s -n -B --silent --dry-run --keep-going --always-make --no-print-directory --version")
            .valued("-j --jobs -C --directory -f --file");

    private static final Pattern TARGET = Pattern.compile("[A-Za-z0-9_.:/-]+");
    private static final Pattern MAKE_VARIABLE = Pattern.compile("(?!SHELL|MAKE|[.])[A-Za-z0-9_]+=[A-Za-z0-9_./:-]*");

    /** Tools of a project that `npx` is used for. It also finds every other program. */
    private static final Set<String> NPX = Set.of("tsc", "eslint", "prettier", "jest", "vitest", "mocha");

    private static final Set<String> INSIDE = Set.of(
            "kubectl exec",
            "kubectl run",
            "kubectl debug",
            "kubectl attach",
            "kubectl cp",
            "kubectl edit",
            "kubectl proxy",
            "kubectl plugin",
            "kubectl port-forward",
            "docker run",
            "docker exec",
            "docker create",
            "docker start",
            "docker compose",
            "docker container",
            "docker buildx",
            "docker builder",
            "docker cp",
            "docker load",
            "docker import",
            "podman run",
            "podman exec",
            "podman create",
            "podman start",
            "podman compose",
            "podman container",
            "podman buildx",
            "podman cp",
            "podman load",
            "podman import",
            "podman machine",
            "podman unshare");

    private static final Pattern MAVEN_PHASE = Pattern.compile(
            "clean|validate|compile|test-compile|test|package|verify|install|site|deploy|(dependency|versions):[a-z-]+");

    private static final Pattern MAVEN_SETTING = Pattern.compile(
            "-D(skipTests|skipITs|maven[.]test[.]skip|test|it[.]test|surefire[.]failIfNoSpecifiedTests)(=[A-Za-z0-9_.,*#+-]*)?|-T[0-9.]+C?");

    private static final Pattern GRADLE_TASK = Pattern.compile(
            "(:?[a-z][a-z0-9-]*:)*(build|test|check|assemble|clean|classes|testClasses|compileJava|compileTestJava|compileKotlin|jar|tasks"
                    + "|dependencies|properties|projects|help|run|bootRun|spotlessApply|spotlessCheck|publish[A-Za-z]*)");

    private static final Options MAVEN = Options.only(
                    "-q -B -U -o -e -X -N -am -amd -ntp -fae -ff -fn -quiet -batch-mode -offline -errors -also-make"
                            + " -no-transfer-progress -version -v")
            .singleDash()
            .valued("-T -threads -pl -projects -rf -P");

    private ArgumentChecks() {}

    /**
     * Returns why nobody can tell what the command does; empty where its words say it.
     *
     * @param does the program, its sub-commands, and the arguments after them
     * @param before the options before its sub-commands
     */
    static Optional<String> objection(List<String> does, List<String> before) {
        String program = does.getFirst();
        List<String> arguments = does.subList(1, does.size());
        return switch (program) {
            case "cd" ->
                arguments.size() > 1 || arguments.stream().anyMatch(to -> to.startsWith("-") || isStream(to))
                        ? Optional.of("`cd` changes to a folder that is not known here")
                        : Optional.empty();
            case "git" -> GitArguments.objection(before, arguments);
            case "kubectl", "docker", "podman" ->
                INSIDE.contains(program + " " + first(arguments))
                        ? Optional.of("`" + program + " " + first(arguments)
                                + "` works inside containers, where it cannot be observed")
                        : Optional.empty();
            case "sed" -> sed(arguments);
            case "make" -> make(arguments);
            case "mvn" -> maven(arguments);
            case "gradle" ->
                unless(
                        operands("gradle", arguments),
                        GRADLE_TASK.asMatchPredicate(),
                        "`gradle` has a task that is not known here");
            case "go" ->
                first(arguments).equals("run") && arguments.stream().anyMatch(word -> word.contains("@"))
                        ? Optional.of("`go run` runs code that it fetches")
                        : Optional.empty();
            case "npx" -> NPX.contains(first(arguments)) ? Optional.empty() : Optional.of("`npx` runs any program");
            case "curl", "wget" -> WebArguments.objection(program, arguments);
            default -> Optional.empty();
        };
    }

    private static Optional<String> unless(List<String> words, Predicate<String> known, String otherwise) {
        return words.stream().allMatch(known) ? Optional.empty() : Optional.of(otherwise);
    }

    private static String first(List<String> words) {
        return words.isEmpty() ? "" : words.getFirst();
    }

    private static List<String> operands(String program, List<String> arguments) {
        return CommandForm.of(program)
                .map(form -> form.others().read(arguments).operands())
                .orElse(arguments);
    }

    /** Returns whether a file may be a device, or a connection that the shell opens for a name below {@code /dev}. */
    static boolean isDevice(String file) {
        return DEVICE.matcher(file).matches() && !STANDARD.contains(file);
    }

    /** Returns whether a file may be what comes in, or what another program makes. */
    static boolean isStream(String file) {
        return STREAM.matcher(file).matches();
    }

    private static Optional<String> sed(List<String> arguments) {
        Options.Reading reading = SED.read(arguments);
        List<String> scripts = reading.values().isEmpty()
                ? reading.operands().stream().limit(1).toList()
                : reading.values();
        // The end that `--in-place` gives the copies of files may name a folder
        return reading.refused().isEmpty()
                        && arguments.stream().noneMatch(word -> word.startsWith("--in-place="))
                        && scripts.stream().allMatch(SED_SCRIPT.asMatchPredicate())
                ? Optional.empty()
                : Optional.of("`sed` has a script that is not understood here and may write files or run programs");
    }

    private static Optional<String> make(List<String> arguments) {
        Options.Reading reading = MAKE.read(
                arguments.stream().filter(word -> !word.matches("-j[0-9]+")).toList());
        boolean plain = reading.operands().stream()
                .allMatch(word -> TARGET.matcher(word).matches()
                        || MAKE_VARIABLE.matcher(word).matches());
        return reading.refused().isEmpty() && plain && reading.values().stream().noneMatch(ArgumentChecks::isStream)
                ? Optional.empty()
                : Optional.of("`make` is given code, or variables that may contain code");
    }

    private static Optional<String> maven(List<String> arguments) {
        Options.Reading reading = MAVEN.read(arguments.stream()
                .filter(MAVEN_SETTING.asMatchPredicate().negate())
                .toList());
        return reading.refused().isEmpty()
                ? unless(reading.operands(), MAVEN_PHASE.asMatchPredicate(), "`mvn` has a goal that is not known here")
                : Optional.of("`mvn` has a setting that is not known here");
    }

    /** Returns the files that the program writes without an option that says so. */
    static List<String> written(List<String> does) {
        List<String> arguments = does.subList(1, does.size());
        return switch (does.getFirst()) {
            case "tee" -> Options.any().read(arguments).operands();
            case "uniq" ->
                Options.any().read(arguments).operands().stream().skip(1).toList();
            case "dd" ->
                arguments.stream()
                        .filter(word -> word.startsWith("of="))
                        .map(word -> word.substring(3))
                        .toList();
            case "sed" -> edited(arguments);
            case "curl", "wget" -> WebArguments.written(does.getFirst(), arguments);
            default -> List.of();
        };
    }

    private static List<String> edited(List<String> arguments) {
        if (arguments.stream().noneMatch(IN_PLACE.asMatchPredicate())) {
            return List.of();
        }
        Options.Reading reading = SED.read(arguments);
        return reading.operands().stream()
                .skip(reading.values().isEmpty() ? 1 : 0)
                .toList();
    }
}
