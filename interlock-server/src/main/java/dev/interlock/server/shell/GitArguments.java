package dev.interlock.server.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The arguments of git: the branch to which a push goes, and paths that stand for other paths (gitglossary, "pathspec"). */
final class GitArguments {

    /** The commands that take path patterns, and change files, show their content or stage it. */
    private static final Set<String> MATCHING = Set.of(
            "add", "checkout", "clean", "diff", "grep", "log", "reset", "restore", "rm", "show", "stash", "status");

    /** Characters of a pattern, or the beginning of what git calls magic. A colon before a name is an entry of the index. */
    private static final Pattern PATH_PATTERN = Pattern.compile("(?s).*[*?\\[\\\\].*|:([^A-Za-z0-9._].*)?");

    /** A branch or a tag by its name, and not the branch that happens to be checked out, or a ref with which a server does more. */
    private static final Pattern DESTINATION =
            Pattern.compile("(?!(?i:HEAD)$|@$)(refs/(heads|tags)/|(?!refs/))[^\\s:^{]+");

    private GitArguments() {}

    /**
     * Returns why nobody can tell what the command does; empty where its words say it.
     *
     * @param before the options before the sub-command
     * @param arguments the sub-command, then everything else
     */
    static Optional<String> objection(List<String> before, List<String> arguments) {
        if (arguments.isEmpty()) {
            return Optional.empty();
        }
        String does = arguments.getFirst();
        List<String> words = arguments.subList(1, arguments.size());
        if (Set.of("push", "fetch", "pull", "remote").contains(does)
                && words.stream().anyMatch(word -> word.contains("::"))) {
            return Optional.of("`git` reaches a repository through another program");
        }
        if (does.equals("push")) {
            return push(words);
        }
        boolean matches = MATCHING.contains(does) && !before.contains("--literal-pathspecs");
        return matches && paths(does, words).stream().anyMatch(PATH_PATTERN.asMatchPredicate())
                ? Optional.of("`git` has a path pattern; with `git --literal-pathspecs`, paths are only names")
                : Optional.empty();
    }

    private static Optional<String> push(List<String> words) {
        List<String> operands = read("push", words).operands();
        boolean all = words.contains("--all") || words.contains("--mirror") || words.contains("--branches");
        if (!all && operands.size() < 2) {
            return Optional.of("`git push` does not say what is pushed, or to which branch");
        }
        return operands.stream().skip(1).allMatch(GitArguments::namesBranch)
                ? Optional.empty()
                : Optional.of("`git push` does not say to which branch");
    }

    private static boolean namesBranch(String pushed) {
        String to = pushed.substring(pushed.lastIndexOf(':') + 1).replace("+", "");
        return DESTINATION.matcher(to).matches();
    }

    /** The words that may be paths: all but options, as the values of options are not known of all of them. */
    private static List<String> paths(String does, List<String> words) {
        if (does.equals("grep")) {
            Options.Reading reading = read(does, words);
            boolean hasExpression = !reading.values("-e -f").isEmpty();
            return reading.operands().stream().skip(hasExpression ? 0 : 1).toList();
        }
        int end = words.indexOf("--");
        List<String> paths = new ArrayList<>(end < 0 ? words : words.subList(0, end));
        paths.removeIf(word -> word.startsWith("-"));
        paths.addAll(end < 0 ? List.of() : words.subList(end + 1, words.size()));
        return paths;
    }

    private static Options.Reading read(String does, List<String> words) {
        return CommandForm.of("git").orElseThrow().after(does).read(words);
    }
}
