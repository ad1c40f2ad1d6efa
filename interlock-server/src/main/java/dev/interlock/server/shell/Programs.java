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
            "toybox",
            "deno",
            "bun",
            "bunx",
            "uvx",
            "pipx",
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

    private static final List<String> FINDING = List.of("-exec", "-ok", "-delete", "-fprint", "-fls", "-files0-from");

    /** Programs that change no file by a name that they are given, but those that their options or redirections write to. */
    private static final Set<String> READING = Set.of(
            "make",
            "mvn",
            "gradle",
            "pytest",
            "kubectl",
            "docker",
            "podman",
            "curl",
            "wget",
            "go",
            "ls",
            "cat",
            "head",
            "tail",
            "wc",
            "grep",
            "rg",
            "pwd",
            "cd",
            "echo",
            "printf",
            "true",
            "false",
            "test",
            "diff",
            "cmp",
            "comm",
            "sort",
            "uniq",
            "cut",
            "tr",
            "nl",
            "stat",
            "file",
            "which",
            "basename",
            "dirname",
            "realpath",
            "readlink",
            "du",
            "df",
            "find",
            "sed",
            "sleep",
            "date",
            "uname",
            "whoami",
            "id",
            "md5sum",
            "sha256sum");

    /** Commands of git that change no file by a name that they are given: content that is added or committed was written before. */
    private static final Set<String> READING_GIT = Set.of(
            "status",
            "diff",
            "log",
            "show",
            "blame",
            "grep",
            "ls-files",
            "rev-parse",
            "describe",
            "shortlog",
            "add",
            "commit",
            "branch",
            "tag",
            "fetch",
            "push",
            "remote");

    private Programs() {}

    /** Returns whether the command changes no file that its words name, but those that are written to. */
    static boolean onlyReads(List<String> does) {
        return READING.contains(does.getFirst())
                || (does.getFirst().equals("git") && does.size() > 1 && READING_GIT.contains(does.get(1)));
    }

    /**
     * Returns why nobody can tell what the command runs; empty where its words say it.
     *
     * @param program its name without a folder, in small letters: there are file systems on which that is the same
     */
    static Optional<String> objection(String program, List<String> arguments) {
        if (RESERVED.contains(program)) {
            return Optional.of("it has the compound command `" + program + "`");
        }
        if (CHANGING.contains(program)) {
            return Optional.of("`" + program + "` changes what other words mean, or runs them");
        }
        if (RUNNING.contains(program)) {
            return Optional.of("`" + program + "` runs what its arguments or its input say");
        }
        if (Interpreters.runsCode(program, arguments)) {
            return Optional.of("`" + program + "` runs code that is not in a file");
        }
        if (program.equals("find")
                && arguments.stream().anyMatch(word -> FINDING.stream().anyMatch(word::startsWith))) {
            return Optional.of("`find` runs, removes or writes what it finds");
        }
        return Optional.empty();
    }
}
