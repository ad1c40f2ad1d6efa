package dev.interlock.e2e.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Each relative link of a document leads to a file, and to a heading of it where it names one; and each class that documents for
 * contributors name is there.
 */
class LinksTest {
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern CODE = Pattern.compile("(?ms)^```.*?^```");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");
    private static final Pattern ELSEWHERE = Pattern.compile("[a-z]+:.*");

    /** A class in code, with its package or without, and a member of it. */
    private static final Pattern CLASS =
            Pattern.compile("`(?:[a-z]\\w*\\.)*([A-Z]\\w*[a-z]\\w*)(?:\\.\\w+)?(?:\\([^`]*\\))?`");

    private static final Pattern DECLARED = Pattern.compile("\\b(?:class|record|interface|enum)\\s+([A-Z]\\w*)");

    /** Words of ARCHITECTURE.md, and classes of the JDK. */
    private static final Set<String> OTHERS = Set.of("Uses", "Libraries", "Optional", "HttpClient", "String");

    /** Folders of what is built or installed, whose documents are of others. */
    private static final Set<String> NOT_OURS = Set.of("target", "node_modules", ".git", "shared");

    private static Path root() {
        return Path.of(System.getProperty("interlock.root", ".."))
                .toAbsolutePath()
                .normalize();
    }

    private static List<Path> documents() throws IOException {
        return files(".md");
    }

    private static List<Path> files(String ending) throws IOException {
        var found = new ArrayList<Path>();
        Files.walkFileTree(root(), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                return NOT_OURS.contains(folder.getFileName().toString())
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.getFileName().toString().endsWith(ending)) {
                    found.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return found;
    }

    /** The text without its examples. */
    private static String text(Path document) {
        try {
            return CODE.matcher(Files.readString(document)).replaceAll("");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The names under which a heading is reached, as GitHub makes them. */
    private static Set<String> anchors(Path document) {
        return HEADING.matcher(text(document))
                .results()
                .map(heading -> heading.group(1)
                        .replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N}_ -]", "")
                        .strip()
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    private static boolean leadsSomewhere(Path document, String link) {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty()
                ? document
                : document.resolveSibling(parts[0]).normalize();
        return Files.exists(target)
                && (parts.length == 1
                        || !target.toString().endsWith(".md")
                        || anchors(target).contains(parts[1]));
    }

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        var broken = new ArrayList<String>();
        int links = 0;
        for (Path document : documents()) {
            for (var found : LINK.matcher(text(document)).results().toList()) {
                String link = found.group(1);
                if (!ELSEWHERE.matcher(link).matches()) {
                    links++;
                    if (!leadsSomewhere(document, link)) {
                        broken.add(root().relativize(document) + ": " + link);
                    }
                }
            }
        }
        assertThat(links).isGreaterThan(200);
        assertThat(broken).as("links that lead nowhere").isEmpty();
    }

    /** Each path of the check of the pages can be gone, and is at most two clicks long. */
    @Test
    void everyQuestionIsAnsweredInTwoClicks() throws IOException {
        Path check = root().resolve("docs/contributing/findability.md");
        var wrong = new ArrayList<String>();
        int questions = 0;
        for (String line : Files.readAllLines(check)) {
            List<Path> way = LINK.matcher(line)
                    .results()
                    .map(found -> check.resolveSibling(found.group(1).split("#", 2)[0])
                            .normalize())
                    .toList();
            if (line.contains(" > ") && line.startsWith("| ")) {
                questions++;
                if (!way.getFirst().equals(root().resolve("docs/README.md")) || way.size() > 3 || !isLinked(way)) {
                    wrong.add(line);
                }
            }
        }
        assertThat(questions).isEqualTo(10);
        assertThat(wrong).as("paths that nobody can go").isEmpty();
    }

    private static boolean isLinked(List<Path> way) {
        for (int i = 1; i < way.size(); i++) {
            Path from = way.get(i - 1);
            Path to = way.get(i);
            if (LINK.matcher(text(from))
                    .results()
                    .map(found ->
                            from.resolveSibling(found.group(1).split("#", 2)[0]).normalize())
                    .noneMatch(to::equals)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isForContributors(Path document) {
        String name = root().relativize(document).toString().replace('\\', '/');
        return name.equals("ARCHITECTURE.md")
                || name.equals("HACKING.md")
                || name.startsWith("docs/contributing/")
                || name.startsWith("docs/decisions/");
    }

    @Test
    void everyClassThatIsNamedIsThere() throws IOException {
        var declared = new HashSet<>(OTHERS);
        for (Path source : files(".java")) {
            DECLARED.matcher(Files.readString(source)).results().forEach(each -> declared.add(each.group(1)));
        }
        var missing = new ArrayList<String>();
        int named = 0;
        for (Path document : documents()) {
            if (isForContributors(document)) {
                for (var found : CLASS.matcher(text(document)).results().toList()) {
                    named++;
                    if (!declared.contains(found.group(1))) {
                        missing.add(root().relativize(document) + ": " + found.group());
                    }
                }
            }
        }
        assertThat(named).isGreaterThan(100);
        assertThat(missing)
                .as("classes that documents name by a name they no longer have: mend the document")
                .isEmpty();
    }
}
