package dev.interlock.policy.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.policy.Bundles;
import dev.interlock.policy.Folders;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.load.MemoryTree;
import dev.interlock.policy.schema.NodeJson;
import dev.interlock.policy.yaml.Node;
import dev.interlock.policy.yaml.SourceFile;
import dev.interlock.policy.yaml.YamlReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.comments.CommentType;
import org.snakeyaml.engine.v2.events.CommentEvent;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

class FormatterTest {

    private static final Formatter FORMATTER = new Formatter();

    private static String formatted(String text) {
        return switch (FORMATTER.format(new SourceFile("a.yaml", text))) {
            case Formatter.Formatted done -> done.text();
            case Formatter.Refused refused -> throw new AssertionError(refused.diagnostics() + "\n" + text);
        };
    }

    /** Formats, and checks what holds for every text. */
    private static void assertFormats(String text, String expected) {
        assertThat(formatted(text)).isEqualTo(expected);
        assertThat(formatted(expected)).as("twice").isEqualTo(expected);
    }

    @Test
    void keysCommentsAndBlankLines() {
        assertFormats("""
            # What the file is.

            rules:   # all of them


            - title:   'No: thing'
              # why this window
              separate: { duties: [ a,b ],per: "vendor" , within: 90d }   # once
              id:  "R-1"  # its name
            # between
            - {id: R-2, title: "7", limit: {of: a, per: v, max: 3}} # short
              # the end of the rules
            intents: {x: {allow: [a], goal: g}}
            # the end of the file
            """, """
            # What the file is.

            intents:
              x: {goal: g, allow: [a]}
            rules:  # all of them
              - id: R-1  # its name
                title: "No: thing"
                # why this window
                separate: {duties: [a, b], per: vendor, within: 90d}  # once
              # between
              - {id: R-2, title: "7", limit: {of: a, per: v, max: 3}}  # short
              # the end of the rules
            # the end of the file
            """);
    }

    @Test
    void whatDoesNotFitHasALineForEachPart() {
        String list = Stream.generate(() -> "payment.release").limit(8).collect(Collectors.joining(", "));
        assertFormats(
                "intents:\n  pay: {goal: g, allow: [" + list + "]}\n", """
                    intents:
                      pay:
                        goal: g
                        allow:
                    """ + "      - payment.release\n".repeat(8));
        assertFormats("""
            scenarios:
              - name: n
                steps:
                  - {by: pia, call: erp/register_invoice, task: first, args: {vendor_id: V-1, number: "7", amount: 12000}, result: {id: I-1}}
            """, """
            scenarios:
              - name: n
                steps:
                  - call: erp/register_invoice
                    by: pia
                    task: first
                    args: {vendor_id: V-1, number: "7", amount: 12000}
                    result: {id: I-1}
            """);
    }

    @Test
    void shortListsStandInBrackets() {
        assertFormats("""
            intents:
              a:
                goal: g
                allow:
                  - x
                  - y
              b:
                goal: g
                allow:
                  - x  # why
                  - y
            """, """
            intents:
              a:
                goal: g
                allow: [x, y]
              b:
                goal: g
                allow:
                  - x  # why
                  - y
            """);
    }

    @Test
    void theOrderOfNamesIsTheAuthors() {
        String tiers = "risk:\n  low: {independence: a, on-conflict: record, on-missing: record}\n"
                + "  high: {independence: a, on-conflict: deny, on-missing: deny}\n";
        assertFormats(tiers, tiers);
    }

    @Test
    void aFileOfAnotherSortKeepsItsOrder() {
        assertFormats(
                "domain:  d\nlisten: x\nupstreams: {}\npeople: {}\nagents: {ada: {token: t, owner: o}}\n",
                "domain: d\nlisten: x\nupstreams: {}\npeople: {}\nagents: {ada: {token: t, owner: o}}\n");
    }

    @Test
    void quotesOnlyWhereNeeded() {
        assertFormats("""
            tools:
              a:
                any-of: [{when: "sql.isSelect(args.sql)", duty: 'db.read'}, {when: args.x == "y", duty: b}]
            server: "erp"
            owner: 'a, b'
            name: "on"
            include: ["a, b", '1', "x: y", "-", "it's", 'say "x"', "\\u0007", " a", "2026-01-01", "90d", "#x", '', true, "é"]
            """, """
            name: "on"
            owner: a, b
            include: ["a, b", "1", "x: y", "-", it's, say "x", "\\u0007", " a", "2026-01-01", 90d, "#x", "", true, é]
            server: erp
            tools:
              a:
                any-of: [{when: 'sql.isSelect(args.sql)', duty: db.read}, {when: 'args.x == "y"', duty: b}]
            """);
    }

    @Test
    void textOverSeveralLines() {
        String words = "word ".repeat(30).strip();
        assertFormats(
                "rules:\n- id: A\n  title: |\n     one\n       two\n\n     three\n\n  mode: >-\n   x\n   y\n", """
                rules:
                  - id: A
                    title: |
                      one
                        two

                      three

                    mode: >-
                      x
                      y
                """);
        assertFormats("owner: a\n  b\n\n  c\n", "owner: \"a b\\nc\"\n");
        assertFormats(
                "owner: " + words.replaceFirst("word word", "word\n  word") + "\n",
                "owner: >-\n" + "  " + "word ".repeat(23).strip() + "\n  "
                        + "word ".repeat(7).strip() + "\n");
        assertFormats("a: |2\n   x\n", "a: \" x\\n\"\n");
        assertFormats("a: |+\n  x\n\n", "a: \"x\\n\\n\"\n");
    }

    @Test
    void commentsInsideBraces() {
        assertFormats("""
            objects: {vendor: {}, # who is paid
              payment: {of: {vendor: one}}
              # nothing more
              } # the types
            risk: [ # none
            ]
            tools: {
              # none
            }
            """, """
            risk: []  # none
            objects:  # the types
              vendor: {}  # who is paid
              payment: {of: {vendor: one}}
              # nothing more
            tools: {}
            # none
            """);
    }

    @Test
    void commentsBesideTheSignOfABlock() {
        assertFormats("""
            rules:
              - title: >- # why
                    Not both
                id: |   # hit
                  R-1
            """, """
            rules:
              - id: |  # hit
                  R-1
                title: >-  # why
                  Not both
            """);
    }

    @Test
    void commentsBesideNeighboursAreAligned() {
        assertFormats("""
            tools:
              a:
                on: {payment: args.id} # one
                check: {v: args.v?} # two
                risk: low
                effect: read #three
            """, """
            tools:
              a:
                on: {payment: args.id}  # one
                check: {v: args.v?}     # two
                effect: read            #three
                risk: low
            """);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: [",
                "a: &x 1\nb: *x\n",
                "a: !!str 1\n",
                "a: 1\na: 2\n",
                "a: 1\n---\nb: 2\n",
                "a: \u0007\n",
                "[x]: y\n"
            })
    void whatIsBrokenIsLeftAlone(String text) {
        assertThat(FORMATTER.format(new SourceFile("a.yaml", text)))
                .isInstanceOfSatisfying(
                        Formatter.Refused.class,
                        r -> assertThat(r.diagnostics()).isNotEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing\n", "x\n"})
    void whatHasNoKeysIsLeftAlone(String text) {
        assertThat(formatted(text)).isEqualTo(text);
    }

    @TestFactory
    Stream<DynamicTest> theExamplesAreFormatted() throws IOException {
        return yaml(Folders.root().resolve("bundles"))
                .map(file -> DynamicTest.dynamicTest(
                        Folders.root().relativize(file).toString(),
                        () -> assertThat(Files.readString(file))
                                .as("run `./interlock fmt bundles`")
                                .isEqualTo(formatted(Files.readString(file)))));
    }

    @Test
    void aFormattedBundleIsTheSameBundle() {
        SortedMap<String, byte[]> files = new TreeMap<>();
        Bundles.files(Folders.accountsPayable()).forEach((path, bytes) -> {
            // written badly first: all in braces and over long lines
            String text = new String(bytes, StandardCharsets.UTF_8);
            Node root = YamlReader.read(new SourceFile(path, text)).root().orElseThrow();
            files.put(path, formatted(NodeJson.text(root)).getBytes(StandardCharsets.UTF_8));
        });
        var before = (PolicyBundle.Compiled) PolicyBundle.load(Folders.accountsPayable());
        var after = (PolicyBundle.Compiled) PolicyBundle.load(new MemoryTree(files));
        assertThat(after.engine())
                .usingRecursiveComparison()
                .ignoringFields("digest")
                .isEqualTo(before.engine());
        assertThat(after.catalog()).usingRecursiveComparison().isEqualTo(before.catalog());
    }

    private static Stream<Path> yaml(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList().stream();
        }
    }

    /** Every text, however it is laid out: formatting once is enough, and no comment is lost. */
    @Test
    void formattingIsStableAndLosesNothing() throws IOException {
        List<String> texts = new ArrayList<>();
        for (Path file : Stream.concat(yaml(Folders.root().resolve("bundles")), yaml(Folders.corpus()))
                .toList()) {
            String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8).replace("\r\n", "\n");
            texts.add(text.substring(0, Math.min(text.length(), 4_000)));
        }
        int formatted = 0;
        Random random = new Random(7);
        for (int round = 0; round < 1_000; round++) {
            String text = round < texts.size() ? texts.get(round) : disturbed(texts, random);
            if (FORMATTER.format(new SourceFile("a.yaml", text)) instanceof Formatter.Formatted once) {
                formatted++;
                assertThat(formatted(once.text())).as(text).isEqualTo(once.text());
                comments(text)
                        .ifPresent(before ->
                                assertThat(comments(once.text())).as(text).hasValue(before));
            } else {
                assertThat(YamlReader.read(new SourceFile("a.yaml", text)).problems())
                        .as(text)
                        .isNotEmpty();
            }
        }
        assertThat(formatted).isGreaterThan(250);
    }

    private static String disturbed(List<String> texts, Random random) {
        List<String> pieces = List.of(
                "  # c\n", "\n", " # c\n", "# c\n", " ", "\n\n", "[", "]", "{}", "\"", "'", ": ", ", ", "- ", "|",
                "> ");
        StringBuilder text = new StringBuilder(texts.get(random.nextInt(texts.size())));
        for (int i = 1 + random.nextInt(4); i > 0 && !text.isEmpty(); i--) {
            int at = random.nextInt(text.length());
            if (random.nextInt(4) == 0) {
                text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(6)));
            } else {
                int space = random.nextBoolean() ? at : Math.max(0, text.indexOf(" ", at));
                text.insert(space, pieces.get(random.nextInt(pieces.size())));
            }
        }
        return text.toString();
    }

    /** The comments of a text, by a reader of its own: SnakeYAML's. It stumbles over some comments inside braces. */
    private static Optional<List<String>> comments(String text) {
        var settings = LoadSettings.builder().setParseComments(true).build();
        List<String> out = new ArrayList<>();
        try {
            new Parse(settings).parseString(text).forEach(event -> {
                if (event instanceof CommentEvent comment && comment.getCommentType() != CommentType.BLANK_LINE) {
                    out.add(comment.getValue().strip());
                }
            });
        } catch (YamlEngineException e) {
            return Optional.empty();
        }
        return Optional.of(out.stream().sorted().toList());
    }
}
