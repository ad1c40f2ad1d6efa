package dev.interlock.e2e.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Route;
import dev.interlock.server.fixture.Served;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lanes and the ledger in a browser: a lane from its opening to its review, and proofs that are verified there. */
@Tag("long")
class RecordInBrowserTest {

    private static final String BUNDLE = """
        interlock: v1
        name: shop
        owner: desk@example.com
        independence: {line: [chain, owner, origin]}
        risk: {high: {independence: line, on-conflict: deny, on-missing: hold}}
        break-glass: {by: on-call, allow: [payment.release], limit: 1h, reviewers: controllers}
        objects: {vendor: {id: {form: text}}, payment: {id: {form: text}, of: {vendor: one}}}
        server: erp
        tools:
          create_vendor: {duty: vendor.create, creates: {vendor: result.id}}
          release: {duty: payment.release, on: {payment: args.id}}
        intents: {pay: {goal: Pay vendors, allow: [vendor.create, payment.release]}}
        rules:
          - id: P-1
            title: Nobody pays a vendor that they created
            waivable: true
            separate: {duties: [vendor.create, payment.release], per: vendor, within: 90d}
        """;

    private static final String CONFIG = """
        domain: shop.example
        listen: 127.0.0.1:0
        upstreams: {erp: {url: "http://127.0.0.1:9/mcp"}}
        agents: {clerk: {token: "%s", owner: desk, root: true, origin: lead}}
        people:
          dana: {token: "%s", groups: [on-call, administrators]}
          carl: {token: "%s", groups: [on-call]}
          rita: {token: "%s", groups: [controllers]}
        """;

    private static Browser browser;

    @TempDir
    private Path folder;

    private Served served;

    @BeforeAll
    static void open() {
        browser = Browser.open();
    }

    @AfterAll
    static void close() {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void start() throws IOException {
        Served.bundle(folder, BUNDLE);
        served = Served.of(folder, Served.withTokens(CONFIG), Map.of(), InstantSource.system())
                .start();
    }

    @AfterEach
    void stop() throws IOException {
        served.close();
    }

    private Window window(String person, Browser.View view) {
        return browser.signIn(served.consoleLink(person), view);
    }

    private static void press(Window window, String button) {
        window.main()
                .locator("button", new Locator.LocatorOptions().setHasText(button))
                .first()
                .click();
    }

    private static void propose(Window dana) {
        dana.open("/console/break-glass");
        dana.page().getByLabel("Agent that acts").fill("clerk");
        dana.page().getByLabel("Why").fill("payments are stuck");
        press(dana, "Propose the lane");
        dana.shows("waits for a second person");
    }

    @Test
    void aLaneIsOpenedEndedAndReviewed() {
        Window dana = window("dana", Browser.View.WIDE);
        propose(dana);
        String lane = dana.page().url();
        Window carl = window("carl", Browser.View.PHONE);
        carl.open(lane);
        press(carl, "Confirm");
        carl.shows("left of an hour");
        press(carl, "Get a credential");
        carl.shows("It is shown here once and is not stored");
        carl.assertAccessible();
        dana.shows("got a credential for a fresh process of");
        dana.assertAccessible();
        press(dana, "End it now");
        Window rita = window("rita", Browser.View.DARK);
        rita.open(lane);
        rita.assertAccessible();
        rita.page().getByLabel("Comment").fill("nothing was done");
        press(rita, "Accept what was done");
        rita.shows("reviewed and accepted");
        List.of(dana, carl, rita).forEach(Window::assertClean);
    }

    @Test
    void aProofIsVerifiedInTheBrowser() {
        Window dana = window("dana", Browser.View.WIDE);
        propose(dana);
        int size = served.record().size();
        for (int number = 0; number < size; number++) {
            dana.open("/console/ledger/" + number);
            dana.shows("It is in the ledger");
        }
        dana.assertClean();
        dana.page().getByLabel("Key that you were given").fill("shop.example+00000000+AAAA");
        dana.shows("It is a different key");
        String key = dana.page().locator("[data-vkey]").innerText();
        dana.page().getByLabel("Key that you were given").fill(key);
        dana.shows("It is the same key");
    }

    @Test
    void aProofThatWasChangedDoesNotHold() {
        Window dana = window("dana", Browser.View.WIDE);
        propose(dana);
        Map<String, Consumer<ObjectNode>> changes = new LinkedHashMap<>();
        changes.put(
                "another leaf",
                told -> told.put("leaf", flipped(told.get("leaf").textValue())));
        changes.put("another place", told -> proof(told).put("index", 0));
        changes.put(
                "another size",
                told -> proof(told).put("size", proof(told).get("size").intValue() + 1));
        changes.put(
                "a hash of the path less", told -> proof(told).withArray("path").remove(0));
        changes.put(
                "a hash of the path more",
                told -> proof(told)
                        .withArray("path")
                        .add(proof(told).withArray("path").get(0).textValue()));
        changes.put(
                "another name of the ledger",
                told -> proof(told)
                        .put("checkpoint", "x" + proof(told).get("checkpoint").textValue()));
        changes.put("another signature", told -> {
            String note = proof(told).get("checkpoint").textValue();
            int at = note.length() - 10;
            proof(told)
                    .put(
                            "checkpoint",
                            note.substring(0, at) + (note.charAt(at) == 'A' ? 'B' : 'A') + note.substring(at + 1));
        });
        changes.put(
                "another key",
                told -> told.withObject("/key")
                        .put("public", flipped(told.at("/key/public").textValue())));
        changes.forEach((what, change) -> {
            dana.page().route("**/proof", route -> changed(route, change));
            dana.open("/console/ledger/2");
            dana.shows("The proof does not hold");
            assertThat(dana.main().getByText("It is in the ledger").count())
                    .as(what)
                    .isZero();
            dana.page().unroute("**/proof");
        });
    }

    private static ObjectNode proof(ObjectNode told) {
        return told.withObject("/proof");
    }

    /** Returns the bytes with one bit changed. */
    private static String flipped(String base64) {
        byte[] bytes = Base64.getDecoder().decode(base64);
        bytes[bytes.length / 2] ^= 1;
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static void changed(Route route, Consumer<ObjectNode> change) {
        try {
            var reply = route.fetch();
            ObjectNode told = (ObjectNode) new ObjectMapper().readTree(reply.body());
            change.accept(told);
            route.fulfill(new Route.FulfillOptions().setResponse(reply).setBody(told.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
