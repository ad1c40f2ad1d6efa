package dev.interlock.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.server.fixture.Served;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The playground in a browser without a script: all of it is in the form. */
class PlaygroundPageTest {

    private static final String BUNDLE = """
        interlock: v1
        name: shop
        owner: desk@example.com
        independence: {another-line: [chain, owner, origin]}
        risk: {high: {independence: another-line, on-conflict: deny, on-missing: hold}}
        """;

    private static final String CONFIG = """
        domain: shop.example
        listen: 127.0.0.1:0
        agents: {clerk: {token: "%s", owner: desk}}
        people:
          otto: {token: "%s", owner: audit, groups: [auditors]}
        """;

    private static final String PLACE = "/console/playground";
    private static final Pattern PATHS = Pattern.compile("name=\"path-(\\d+)\" value=\"([^\"]+)\"");
    private static final Pattern TEXTS = Pattern.compile("name=\"text-(\\d+)\"[^>]*>\n?([^<]*)</textarea>");
    private static final Pattern LINK = Pattern.compile("/console/playground\\?base=([a-z]+)#(b=[A-Za-z0-9_-]+)");

    @TempDir
    private Path folder;

    private Served served;
    private Visitor otto;

    @BeforeEach
    void start() throws Exception {
        Served.bundle(folder, BUNDLE);
        served = Served.of(folder, Served.withTokens(CONFIG), Map.of(), InstantSource.system())
                .start();
        otto = Visitor.of(served, "otto");
    }

    @AfterEach
    void stop() throws IOException {
        otto.close();
        served.close();
    }

    /** The fields of the form with the files, as a browser sends them. */
    private static Map<String, String> files(String page) {
        Map<String, String> fields = new TreeMap<>();
        Matcher paths = PATHS.matcher(page);
        while (paths.find()) {
            fields.put("path-" + paths.group(1), paths.group(2));
        }
        Matcher texts = TEXTS.matcher(page);
        while (texts.find()) {
            fields.put("text-" + texts.group(1), plain(texts.group(2)).replace("\n", "\r\n"));
        }
        return fields;
    }

    private static String plain(String markup) {
        return markup.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&#34;", "\"")
                .replace("&#39;", "'")
                .replace("&amp;", "&");
    }

    private String sent(Map<String, String> fields, String... more) throws Exception {
        var all = new TreeMap<>(fields);
        for (int i = 0; i < more.length; i += 2) {
            all.put(more[i], more[i + 1]);
        }
        HttpResponse<String> reply = otto.send(PLACE, all);
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        return reply.body();
    }

    @Test
    void itBeginsWithTheBundleInForce() throws Exception {
        assertThat(otto.page(PLACE)).contains("name: shop", "interlock.yaml");
    }

    @Test
    void theExampleHasNoMistakesAndItsScenariosHold() throws Exception {
        String page = otto.page(PLACE + "?from=example");
        assertThat(page).contains("name: expenses", "no mistakes", "EX-01");
        assertThat(sent(files(page), "act", "test"))
                .contains("All 3 scenarios pass.", "Another agent of the same owner")
                .contains("no mistakes");
    }

    @Test
    void aScenarioThatDoesNotHoldShowsWhatHappened() throws Exception {
        Map<String, String> fields = files(otto.page(PLACE + "?from=example"));
        fields.computeIfPresent("text-1", (field, text) -> text.replaceFirst("verdict: deny", "verdict: hold"));
        assertThat(sent(fields, "act", "test"))
                .contains(
                        "2 of 3 scenarios pass.",
                        "expected hold",
                        "got deny",
                        "What happened",
                        "ada begins `expenses`");
    }

    @Test
    void whatAChangeDoesIsShownBesideTheDecisionBefore() throws Exception {
        Map<String, String> fields = files(otto.page(PLACE + "?from=example"));
        fields.computeIfPresent(
                "text-0", (field, text) -> text.replace("- id: EX-01", "- id: EX-01\n    mode: observe"));
        assertThat(sent(fields, "act", "test", "base", "example"))
                .contains("no mistakes", "2 scenarios come out differently than under the example")
                .contains("2 of 3 come out differently than under the example.", "comes out differently")
                .contains("The example</p>", "With the change</p>", "is stopped", "goes through", "EX-01")
                .contains("The scenario says otherwise, so change it too")
                .contains("<option value=\"example\" selected>");
        assertThat(sent(fields, "act", "test", "base", "none")).contains("1 of 3 scenarios pass.", "2 mistakes");
    }

    @Test
    void aCallIsTriedLongAfterTheOthers() throws Exception {
        Map<String, String> fields = files(otto.page(PLACE + "?from=example"));
        fields.computeIfPresent("text-0", (field, text) -> text.replace("within: 90d", "within: 30d"));
        Map<String, String> call = Map.of(
                "act", "decide",
                "base", "example",
                "history", "tests/claims.yaml|Someone else pays the claim",
                "by", "ada",
                "intent", "expenses",
                "tool", "expenses/pay_claim",
                "args", "{\"claim\": 1}");
        fields.putAll(call);
        assertThat(sent(fields, "after", "29d")).contains("decided in the same way as the example");
        assertThat(sent(fields, "after", "31d"))
                .contains("The call goes through", "The example</p>", "is stopped", "31d pass", "value=\"31d\"");
        assertThat(sent(fields, "after", "soon")).contains("this is not a duration");
    }

    @Test
    void aCallIsDecidedWithWhatSpeaksAgainstIt() throws Exception {
        Map<String, String> fields = files(otto.page(PLACE + "?from=example"));
        Map<String, String> call = Map.of(
                "act", "decide",
                "history", "tests/claims.yaml|Someone else pays the claim",
                "by", "sam",
                "intent", "expenses",
                "tool", "expenses/pay_claim",
                "args", "{\"claim\": 1}");
        fields.putAll(call);
        assertThat(sent(fields))
                .contains("The call is stopped", "EX-01", "duty-conflict", "(file): ada calls expenses/file_claim")
                .contains("value=\"sam\" selected");
        assertThat(sent(fields, "history", "tests/claims.yaml|", "by", "zoe")).contains("The call goes through");
        assertThat(sent(fields, "args", "[1")).contains("The arguments are not a JSON object");
        assertThat(sent(fields, "by", "mallory")).contains("not in the cast");
        assertThat(sent(fields, "history", "no/file.yaml|")).contains("cannot be read");
        assertThat(sent(fields, "args", "{\"claim\": \"<script>x</script>\u202e\"}"))
                .contains("&lt;script&gt;", "U+202E");
    }

    @Test
    void aLinkCarriesTheBundle() throws Exception {
        Map<String, String> fields = files(otto.page(PLACE + "?from=example"));
        fields.computeIfPresent("text-0", (field, text) -> text.replace("name: expenses", "name: shared"));
        Matcher link = LINK.matcher(sent(fields, "act", "share", "base", "example"));
        assertThat(link.find()).isTrue();
        String opened = sent(Map.of(), "act", "open", "shared", "http://127.0.0.1" + link.group());
        assertThat(opened).contains("<option value=\"example\" selected>");
        assertThat(sent(Map.of(), "act", "open", "shared", "http://127.0.0.1" + PLACE + "#" + link.group(2)))
                .contains("<option value=\"none\" selected>");
        assertThat(files(opened)).isEqualTo(files(sent(fields, "act", "check")));
        assertThat(opened).contains("name: shared", "no mistakes");

        String random = new Random(1)
                .ints(60_000, 'a', 'z')
                .collect(StringBuilder::new, (to, c) -> to.append((char) c), StringBuilder::append)
                .toString();
        fields.put("text-0", "# " + random);
        assertThat(sent(fields, "act", "share")).contains("too large for a link");
    }

    @Test
    void hostileLinksAreNoBundles() throws Exception {
        String bomb = packed("{\"interlock.yaml\": \"" + "a".repeat(10_000_000) + "\"}");
        assertThat(bomb.length()).isLessThan(30_000);
        for (String link : List.of(
                "x",
                "b=",
                "b=%%%",
                "<script>",
                bomb,
                packed("[1, 2]"),
                packed("{\"a\": {\"b\": {\"c\": {}}}}"),
                packed("{\"interlock.yaml\": 7}"),
                packed("{\"a\": \"b\", \"a\": \"c\"}"),
                packed("no json").substring(0, 4))) {
            assertThat(sent(Map.of(), "act", "open", "shared", link))
                    .as(link.substring(0, Math.min(40, link.length())))
                    .contains("this is not a link to a bundle")
                    .contains("name: expenses");
        }
        assertThat(sent(Map.of(), "act", "open", "shared", packed("{\"../../etc/passwd\": \"<script>x</script>\"}")))
                .contains("not checked", "the path of a file can have at most")
                .contains("&lt;script&gt;");
    }

    private static String packed(String json) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var deflated = new DeflaterOutputStream(out, new Deflater(9, true))) {
            deflated.write(json.getBytes(StandardCharsets.UTF_8));
        }
        return "b=" + Base64.getUrlEncoder().withoutPadding().encodeToString(out.toByteArray());
    }

    @Test
    void mistakesAndProposalsComeAsParts() throws Exception {
        Map<String, String> fields = files(otto.page(PLACE + "?from=example"));
        fields.computeIfPresent("text-0", (field, text) -> text.replace("separate:", "seperate:"));
        HttpResponse<String> problems = otto.send(PLACE + "/problems", fields);
        assertThat(problems.statusCode()).isEqualTo(200);
        assertThat(problems.body())
                .startsWith("<div id=\"problems\"")
                .contains("seperate", "interlock.yaml", "mistake");

        HttpResponse<String> proposals =
                otto.send(PLACE + "/complete", Map.of("text", "interlock: v1\r\nru", "line", "2", "column", "3"));
        assertThat(proposals.body()).contains("data-insert=\"rules: \"").doesNotContain("<html");
        assertThat(otto.send(PLACE + "/nowhere", Map.of()).statusCode()).isEqualTo(404);
        assertThat(otto.get(PLACE + "/problems").statusCode()).isEqualTo(404);
    }

    @Test
    void whatIsTooLargeIsRefused() throws Exception {
        HttpResponse<String> reply =
                otto.send(PLACE, Map.of("path-0", "interlock.yaml", "text-0", "#".repeat(300_000)));
        assertThat(reply.statusCode()).isEqualTo(413);
    }
}
