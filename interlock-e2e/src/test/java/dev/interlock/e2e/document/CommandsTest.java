package dev.interlock.e2e.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.cli.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/**
 * Every command that a document shows is accounted for. A block `sh` is run by {@link TutorialTest}, and a block `sh NAME` by `interop/run
 * NAME`. A command of ours within a sentence, or in the help, is read by the real command line, and a script of ours is there. Anything else is in the list
 * `elsewhere.txt`, which names the file that runs it or the reason why nothing does.
 */
class CommandsTest {
    private static final Pattern COMMAND =
            Pattern.compile("(?:\\$ )?((?:\\./)?(?:interlock|curl|helm|podman|docker|kubectl"
                    + "|systemctl|apt|apt-get|dpkg|tar|mvn|npx|npm|node|java|python3|git|sudo|openssl|sqlite3|source|alias|sed|chmod|chgrp|ln|mv|cp|mkdir|man|sha256sum|bash)"
                    + " \\S.*|(?:bench/run|interop/run|scripts/\\w+|\\.ci/run)(?: .*)?)");

    private static final Pattern COMMENT = Pattern.compile("\\s+# .*");
    private static final Pattern WORD = Pattern.compile("'[^']*'|\"[^\"]*\"|\\S+");

    private static final CommandLine LINE = Main.commandLine();

    /** Each command of the list, and what is said about it. */
    private static final Path LIST =
            Page.ROOT.resolve("interlock-e2e/src/test/resources/dev/interlock/e2e/document/elsewhere.txt");

    private final Map<String, String> elsewhere = new HashMap<>();
    private final List<String> wrong = new ArrayList<>();

    @Test
    void everyCommandIsAccountedFor() throws IOException {
        readList();
        var unused = new HashSet<>(elsewhere.keySet());
        int commands = 0;
        for (Page page : Page.all()) {
            for (Page.Block block : page.blocks()) {
                if (block.isCommands()) {
                    commands++;
                    checkSuite(page, block);
                } else {
                    for (String command :
                            commands(block.code().replaceAll("\\\\\n *", "").lines())) {
                        commands++;
                        unused.remove(command);
                        boolean isHelp = page.name().equals("docs/command-line.md");
                        if (!elsewhere.containsKey(command)
                                && !(isHelp && fault(command).isEmpty())) {
                            wrong.add(page + ": nothing runs `" + command + "`: put it into a block `sh`");
                        }
                    }
                }
            }
            for (String command : commands(page.inline().stream())) {
                commands++;
                if (!unused.remove(command) && !elsewhere.containsKey(command)) {
                    fault(command).ifPresent(fault -> wrong.add(page + ": `" + command + "`: " + fault));
                }
            }
        }
        unused.forEach(command -> wrong.add("no page has `" + command + "`: take it out of the list"));
        assertThat(wrong)
                .as("commands that nothing runs, and that are not listed in %s", LIST.getFileName())
                .isEmpty();
        assertThat(commands).isGreaterThan(300);
    }

    private static List<String> commands(Stream<String> code) {
        return code.map(line -> COMMENT.matcher(line.strip()).replaceAll(""))
                .map(COMMAND::matcher)
                .filter(Matcher::matches)
                .map(command -> command.group(1))
                .toList();
    }

    /** The suite of a block reads the page, and so runs all blocks that name it. */
    private void checkSuite(Page page, Page.Block block) throws IOException {
        if (!block.suite().isEmpty() && !isIn(page.name(), "interop/" + block.suite())) {
            wrong.add(page + ": interop/run " + block.suite() + " does not read this page");
        }
    }

    /** A suite is a script, with a folder of the same name where it has more files. */
    private static boolean isIn(String text, String suite) throws IOException {
        Path folder = Page.ROOT.resolve(suite);
        var files = new ArrayList<>(List.of(Page.ROOT.resolve(suite + ".sh")));
        if (Files.isDirectory(folder)) {
            try (Stream<Path> more = Files.list(folder)) {
                more.filter(file -> file.toString().matches(".*\\.(mjs|sh)")).forEach(files::add);
            }
        }
        for (Path file : files) {
            if (Files.exists(file) && Files.readString(file).contains(text)) {
                return true;
            }
        }
        return false;
    }

    /** The list has each command in a line, and below it, indented, `run by FILE: TEXT`, a text that the file has, or `not run: REASON`. */
    private void readList() throws IOException {
        String command = "";
        for (String line : Files.readAllLines(LIST)) {
            if (line.startsWith("#") || line.isBlank()) {
                continue;
            }
            if (!line.startsWith(" ")) {
                command = line;
                continue;
            }
            elsewhere.put(command, line.strip());
            String[] run = line.strip().split(": ", 2);
            if (run[0].startsWith("run by ")) {
                Path file = Page.ROOT.resolve(run[0].substring("run by ".length()));
                if (!Files.exists(file) || !Files.readString(file).contains(run[1])) {
                    wrong.add(LIST.getFileName() + ": `" + run[1] + "` is not in " + Page.ROOT.relativize(file));
                }
            } else if (!run[0].equals("not run") || run.length < 2) {
                wrong.add(LIST.getFileName() + ": neither `run by FILE: TEXT` nor `not run: REASON`: " + line.strip());
            }
        }
    }

    /** Why a command within a sentence cannot be right, if it cannot. */
    private static Optional<String> fault(String command) throws IOException {
        List<String> words = WORD.matcher(command)
                .results()
                .map(word -> unquoted(word.group()))
                .toList();
        String program = words.getFirst();
        if (program.endsWith("interlock")) {
            for (List<String> each : alternatives(words.subList(1, words.size()))) {
                Optional<String> fault = faultOfOurs(each);
                if (fault.isPresent()) {
                    return fault;
                }
            }
            return Optional.empty();
        }
        if (!Files.isExecutable(Page.ROOT.resolve(program))) {
            return Optional.of("neither a command of ours nor listed");
        }
        if (words.size() == 1 || words.get(1).startsWith("-") || words.get(1).equals("NAME")) {
            return Optional.empty();
        }
        return switch (program) {
            case "interop/run" -> exists("interop/" + words.get(1) + ".sh");
            case "bench/run" ->
                isBenchmark(words.get(1)) ? Optional.empty() : Optional.of("there is no such benchmark");
            default -> Optional.empty();
        };
    }

    private static boolean isBenchmark(String name) throws IOException {
        try (Stream<Path> sources = Files.walk(Page.ROOT.resolve("interlock-bench/src/main/java"))) {
            for (Path source : sources.filter(each -> each.toString().endsWith("Bench.java"))
                    .toList()) {
                if (Files.readString(source).contains("NAME = \"" + name + "\";")) {
                    return true;
                }
            }
        }
        return false;
    }

    private static Optional<String> exists(String file) {
        return Files.exists(Page.ROOT.resolve(file)) ? Optional.empty() : Optional.of("there is no " + file);
    }

    private static String unquoted(String word) {
        return word.matches("(?s)'.*'|\".*\"") ? word.substring(1, word.length() - 1) : word;
    }

    /** `suspend | resume` at the end, or `bash|zsh`, is one command for each. */
    private static List<List<String>> alternatives(List<String> words) {
        int bar = words.indexOf("|");
        if (bar > 0) {
            List<String> before = words.subList(0, bar - 1);
            return Stream.concat(
                            Stream.of(words.get(bar - 1)),
                            words.subList(bar, words.size()).stream().filter(word -> !word.equals("|")))
                    .map(last -> Stream.concat(before.stream(), Stream.of(last)).toList())
                    .toList();
        }
        String last = words.isEmpty() ? "" : words.getLast();
        return Stream.of(last.split("\\|"))
                .map(each -> Stream.concat(words.subList(0, Math.max(0, words.size() - 1)).stream(), Stream.of(each))
                        .toList())
                .toList();
    }

    private static Optional<String> faultOfOurs(List<String> words) {
        Optional<String> fault = parse(words);
        boolean goesOn = !words.isEmpty() && words.getLast().equals("...");
        return fault.isPresent() && goesOn ? parse(words.subList(0, words.size() - 1)) : fault;
    }

    /** Parameters that are left out are no fault: a sentence may name a command without them. */
    private static Optional<String> parse(List<String> words) {
        try {
            LINE.parseArgs(words.toArray(String[]::new));
            return Optional.empty();
        } catch (CommandLine.MissingParameterException e) {
            return Optional.empty();
        } catch (CommandLine.ParameterException e) {
            return Optional.of(e.getMessage());
        }
    }
}
