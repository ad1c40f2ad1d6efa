package dev.interlock.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.demo.Answer.Kind;
import dev.interlock.server.json.Json;
import dev.interlock.server.render.Paint;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StoryTest {
    private final StringWriter told = new StringWriter();
    private final Story story = new Story(new PrintWriter(told), 8);

    @Test
    void nothingIsWiderThanTheTerminal() {
        var narrow = new Story(new PrintWriter(told), 8, 60, Paint.NONE);
        narrow.scene("1. Ordinary work, as it is done on each day of the week by all agents");
        narrow.note("mara opens a task for clerk, in which clerk registers vendors");
        narrow.call(
                "clerk",
                Json.object().put("name", "Acme").put("iban", "DE89370400440532013000"),
                answer("create_vendor", Kind.DONE, Json.object().put("vendor_id", "V-1001"), decision("c-1")));
        narrow.said("    found next to the ledger; compare it with the one that its owner gave you");
        assertThat(told.toString().lines())
                .containsExactly(
                        "",
                        "1. Ordinary work, as it is done on each day of the week by",
                        "all agents",
                        "  mara opens a task for clerk, in which clerk registers",
                        "  vendors",
                        "  clerk     create_vendor(name=Acme,",
                        "              iban=DE89370400440532013000)",
                        "            -> permitted c-1   vendor_id=V-1001",
                        "        found next to the ledger; compare it with the one",
                        "        that its owner gave you");
    }

    @Test
    void tellsACallInTwoLinesAndCounts() {
        story.scene("1. Ordinary work");
        story.note("mara opens a task for clerk");
        story.call(
                "clerk",
                Json.object().put("name", "Acme").put("iban", "DE89370400440532013000"),
                answer("create_vendor", Kind.DONE, Json.object().put("vendor_id", "V-1001"), decision("c-1")));
        story.call(
                "clerk",
                Json.object().put("payment_id", "P-9001"),
                answer(
                        "release_payment",
                        Kind.DENIED,
                        Json.object(),
                        decision("c-2").put("message", "whoever creates a vendor does not pay it.")));
        story.call(
                "payer",
                Json.object(),
                answer(
                        "release_payment",
                        Kind.HELD,
                        Json.object(),
                        decision("c-3").put("message", "needs an approval.")));
        story.call("payer", Json.object(), answer("get_vendor", Kind.FAILED, Json.object(), Json.object()));
        story.call("payer", Json.object(), answer("get_vendor", Kind.REJECTED, Json.object(), Json.object()));
        story.end("verified");
        assertThat(told.toString().lines())
                .containsExactly(
                        "",
                        "1. Ordinary work",
                        "  mara opens a task for clerk",
                        "  clerk     create_vendor(name=Acme, iban=DE89370400440532013000)",
                        "            -> permitted c-1   vendor_id=V-1001",
                        "  clerk     release_payment(payment_id=P-9001)",
                        "            -> DENIED    c-2   CODE: whoever creates a vendor does not pay it.",
                        "  payer     release_payment()",
                        "            -> HELD      c-3   CODE: needs an approval.",
                        "  payer     get_vendor()",
                        "            -> permitted       the tool refused: said",
                        "  payer     get_vendor()",
                        "            -> rejected        said",
                        "",
                        "demo: 2 permitted, 1 held, 1 denied; ledger verified");
    }

    @Test
    void tellsADenialInFullOnlyOnce() {
        for (String call : List.of("c-1", "c-2")) {
            story.call("clerk", Json.object(), answer("pay", Kind.DENIED, Json.object(), refused(call, "AP-01")));
        }
        story.call("clerk", Json.object(), answer("pay", Kind.DENIED, Json.object(), refused("c-3", "AP-04")));
        assertThat(told.toString().lines().filter(line -> line.contains("->")))
                .containsExactly(
                        "            -> DENIED    c-1   CODE: AP-01 stands in the way.",
                        "            -> DENIED    c-2   conflict: AP-01, as before",
                        "            -> DENIED    c-3   CODE: AP-04 stands in the way.");
    }

    @Test
    void whatNobodyDecidedCountsForNothing() {
        ObjectNode vendor = Json.object().put("vendor_id", "V-1001");
        story.unguarded("clerk", Json.object(), answer("create_vendor", Kind.DONE, vendor, Json.object()));
        story.unguarded("clerk", Json.object(), answer("pay", Kind.FAILED, Json.object(), Json.object()));
        story.end("verified");
        assertThat(told.toString().lines())
                .containsExactly(
                        "  clerk     create_vendor()",
                        "            -> done            vendor_id=V-1001",
                        "  clerk     pay()",
                        "            -> not done        said",
                        "",
                        "demo: 0 permitted, 0 held, 0 denied; ledger verified");
    }

    private static ObjectNode refused(String call, String rule) {
        ObjectNode decision = decision(call).put("message", rule + " stands in the way.");
        decision.putArray("reasons").addObject().put("code", "conflict").put("rule", rule);
        return decision;
    }

    private static ObjectNode decision(String call) {
        return Json.object().put("call", call);
    }

    private static Answer answer(String tool, Kind kind, ObjectNode structured, ObjectNode decision) {
        return new Answer(tool, kind, Optional.of("CODE"), Optional.empty(), "said", structured, decision);
    }
}
