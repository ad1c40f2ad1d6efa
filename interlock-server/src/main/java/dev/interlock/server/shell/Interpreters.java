package dev.interlock.server.shell;

import java.util.List;
import java.util.Set;

/** The interpreters that may be told code in their arguments. What a script of a file does is not read, as with any program. */
final class Interpreters {

    private static final Set<String> PYTHONS = Set.of("python", "python2", "python3");
    private static final Set<String> OTHERS = Set.of("node", "ruby", "perl", "php", "lua", "rscript", "osascript");

    private static final Set<String> MODULES =
            Set.of("pytest", "unittest", "mypy", "ruff", "black", "isort", "flake8", "venv", "compileall");

    private Interpreters() {}

    /** Returns whether the program, in small letters, runs code that is in no file. */
    static boolean runsCode(String program, List<String> arguments) {
        if (PYTHONS.contains(program)) {
            return !isModule(arguments) && !isScript(arguments);
        }
        boolean tests = program.equals("node")
                && !arguments.isEmpty()
                && arguments.getFirst().equals("--test")
                && arguments.stream().skip(1).noneMatch(word -> word.startsWith("-"));
        return OTHERS.contains(program) && !tests && !isScript(arguments);
    }

    /** The first argument names a file, or nothing but a version is asked for. */
    private static boolean isScript(List<String> arguments) {
        if (arguments.isEmpty() || ArgumentChecks.isStream(arguments.getFirst())) {
            return false;
        }
        return !arguments.getFirst().startsWith("-") || arguments.equals(List.of("--version"));
    }

    private static boolean isModule(List<String> arguments) {
        if (arguments.size() < 2 || !arguments.getFirst().equals("-m") || !MODULES.contains(arguments.get(1))) {
            return false;
        }
        List<String> rest = arguments.subList(2, arguments.size());
        return CommandForm.of(arguments.get(1))
                .map(form -> form.others().read(rest).refused().isEmpty())
                .orElse(true);
    }
}
