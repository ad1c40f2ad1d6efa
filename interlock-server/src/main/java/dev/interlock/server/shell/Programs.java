package dev.interlock.server.shell;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The programs whose arguments are further commands or code, so that who reads the line does not know what is run. */
final class Programs {

    private static final Set<String> RESERVED = Set.of(
            "if",
            "then",
            "elif",
            "else",
            "fi",
            "for",
            "while",
            "until",
            "do",
            "done",
            "case",
            "esac",
            "select",
            "function",
            "time",
            "coproc",
            "in",
            "!",
            "{",
            "}",
            "[[",
            "]]");

    /** Builtins that run what they are given, or change what later words mean. */
    private static final Set<String> CHANGING = Set.of(
            "alias",
            "unalias",
            "eval",
            "exec",
            "source",
            ".",
            "command",
            "builtin",
            "enable",
            "hash",
            "trap",
            "set",
            "shopt",
            "export",
            "declare",
            "typeset",
            "readonly",
            "local",
            "unset",
            "bind",
            "fc");

    /** Programs that run the command among their arguments, or what they read, whatever the options are. */
    private static final Set<String> RUNNING = Set.of(
            "sh",
            "bash",
            "dash",
            "zsh",
            "ksh",
            "fish",
            "csh",
            "tcsh",
            "busybox",
            "pwsh",
            "env",
            "sudo",
            "doas",
            "su",
            "runuser",
            "chroot",
            "unshare",
            "nsenter",
            "setsid",
            "nohup",
            "nice",
            "ionice",
            "stdbuf",
            "timeout",
            "xargs",
            "parallel",
            "watch",
            "entr",
            "script",
            "expect",
            "ssh",
            "at",
            "batch",
            "crontab",
            "systemd-run",
            "flock",
            "strace",
            "ltrace",
            "gdb",
            "setarch",
            "linux64",
            "awk",
            "gawk",
            "mawk",
            "ed",
            "ex",
            "vi",
            "vim",
            "emacs",
            "nano");

    /** Programs that run code where one of these arguments says so. */
    private static final Set<String> INTERPRETERS = Set.of(
            "python",
            "python2",
            "python3",
            "node",
            "deno",
            "bun",
            "ruby",
            "perl",
            "php",
            "lua",
            "Rscript",
            "osascript");

    private static final Set<String> FINDING =
            Set.of("-exec", "-execdir", "-ok", "-okdir", "-delete", "-fprint", "-fprintf", "-fls");

    private Programs() {}

    /** Returns why nobody can tell what the command runs; empty where its words say it. */
    static Optional<String> objection(SimpleCommand command) {
        String program = command.program();
        List<String> arguments = command.words().subList(1, command.words().size());
        if (RESERVED.contains(program)) {
            return Optional.of("it has the compound command `" + program + "`");
        }
        if (CHANGING.contains(program)) {
            return Optional.of("`" + program + "` changes what other words mean, or runs them");
        }
        if (RUNNING.contains(program)) {
            return Optional.of("`" + program + "` runs what its arguments or its input say");
        }
        if (INTERPRETERS.contains(program) && !isScript(arguments)) {
            return Optional.of("`" + program + "` runs code that is not in a file");
        }
        if (program.equals("find") && arguments.stream().anyMatch(FINDING::contains)) {
            return Optional.of("`find` runs or removes what it finds");
        }
        if (program.equals("git") && arguments.stream().anyMatch(Programs::isGitSetting)) {
            return Optional.of("`git` is given settings, which can name programs to run");
        }
        return Optional.empty();
    }

    /** The first argument names a file, or nothing but a version is asked for. */
    private static boolean isScript(List<String> arguments) {
        return !arguments.isEmpty()
                && (!arguments.getFirst().startsWith("-") || arguments.equals(List.of("--version")));
    }

    private static boolean isGitSetting(String argument) {
        return argument.equals("-c") || argument.startsWith("--config-env") || argument.startsWith("--exec-path");
    }
}
