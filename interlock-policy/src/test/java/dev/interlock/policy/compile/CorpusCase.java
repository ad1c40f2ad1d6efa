package dev.interlock.policy.compile;

import dev.interlock.policy.Folders;
import dev.interlock.policy.diagnostic.Diagnostic;
import dev.interlock.policy.scenario.ScenarioSuite;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A folder of the corpus: a bundle in which comments say what is reported and what is not.
 *
 * @param marks the comments {@code # hit} and {@code # near miss}, with a code where the case is about more than one
 */
record CorpusCase(Path folder, List<Mark> marks, List<Diagnostic> found) {

    private static final Pattern MARK = Pattern.compile("# (hit|near miss)(?: (IL-[0-9]{4}))?(?![a-z])");

    record Mark(String line, boolean hit, Optional<String> code) {}

    static List<CorpusCase> all() throws IOException {
        List<CorpusCase> out = new ArrayList<>();
        try (Stream<Path> folders = Files.list(Folders.corpus())) {
            for (Path folder : folders.filter(Files::isDirectory).sorted().toList()) {
                out.add(new CorpusCase(folder, marks(folder), diagnostics(folder)));
            }
        }
        return out;
    }

    private static List<Diagnostic> diagnostics(Path folder) throws IOException {
        PolicyBundle bundle = PolicyBundle.load(folder);
        List<Diagnostic> out = new ArrayList<>(bundle.diagnostics());
        if (bundle instanceof PolicyBundle.Compiled compiled) {
            out.addAll(ScenarioSuite.run(compiled, folder).diagnostics());
        }
        return out;
    }

    private static List<Mark> marks(Path folder) throws IOException {
        List<Mark> marks = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).toList()) {
                List<String> lines = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
                        .lines()
                        .toList();
                for (int i = 0; i < lines.size(); i++) {
                    Matcher matcher = MARK.matcher(lines.get(i));
                    while (matcher.find()) {
                        marks.add(new Mark(
                                folder.relativize(file) + ":" + (i + 1),
                                matcher.group(1).equals("hit"),
                                Optional.ofNullable(matcher.group(2))));
                    }
                }
            }
        }
        return marks;
    }

    String name() {
        return folder.getFileName().toString();
    }

    static String line(Diagnostic diagnostic) {
        return diagnostic.place().file().path() + ":" + diagnostic.place().line();
    }

    /** The codes that a line has to report, as far as the comments tell. */
    SortedSet<String> reported() {
        SortedSet<String> out = new TreeSet<>();
        found.forEach(d -> out.add(d.check().code()));
        return out;
    }

    /** The codes of which there is a near miss: the one that is named, else the one that all hits without name have. */
    SortedSet<String> nearMisses() {
        SortedSet<String> plain = new TreeSet<>();
        for (Mark mark : marks) {
            if (mark.hit() && mark.code().isEmpty()) {
                found.stream()
                        .filter(d -> line(d).equals(mark.line()))
                        .forEach(d -> plain.add(d.check().code()));
            }
        }
        SortedSet<String> out = new TreeSet<>();
        for (Mark mark : marks) {
            if (!mark.hit()) {
                mark.code().ifPresentOrElse(out::add, () -> {
                    if (plain.size() == 1) {
                        out.addAll(plain);
                    }
                });
            }
        }
        return out;
    }
}
