package dev.interlock.e2e.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.demo.Answer;
import dev.interlock.e2e.ServeProcess;
import dev.interlock.server.fixture.Served;
import dev.interlock.server.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A payee whom a person approved is a verified contact, even after the server was killed with {@code kill -9}, until it is removed or withdrawn. */
class KilledContactTest {

    private static final String ACCOUNT = "DE89370400440532013000";
    private static final String OTHER = "GB29NWBK60161331926819";

    private static Answer pay(FlowHouse house, String to) throws Exception {
        house.mail(
                "billing@other.example",
                "The bill",
                "The bill of the gas works is 90 euros. Our accounts are " + ACCOUNT + " and " + OTHER + " since May.");
        String task = house.task("planner", "Read my mail and pay the bill of the gas works");
        Answer read = house.agent("planner", task, "mail").call("read_mail", Json.object());
        assertThat(read.kind()).as(read.text()).isEqualTo(Answer.Kind.DONE);
        return house.agent("planner", task, "bank")
                .call("pay", Json.object().put("to", to).put("amount", "90"));
    }

    private static Answer addPayee(FlowHouse house, String task) {
        return house.agent("helper", task, "bank")
                .call("add_payee", Json.object().put("name", "Gas works").put("to", ACCOUNT));
    }

    private static void isUntrusted(Answer answer) {
        assertThat(answer.kind()).as(answer.text()).isEqualTo(Answer.Kind.HELD);
        assertThat(answer.code()).contains("value-untrusted");
    }

    @Test
    void anApprovedPayeeIsPaidAfterAKillUntilItIsRemoved(@TempDir Path folder) throws Exception {
        try (var house = new FlowHouse(folder)) {
            Path config = Files.writeString(Served.file(folder), house.config());
            String registered;
            try (ServeProcess server = ServeProcess.start(config, folder.resolve("log"), "key")) {
                house.isAt(server.url());
                isUntrusted(pay(house, ACCOUNT));
                String task = house.task("helper", "Add the gas works to the payees");
                Answer held = addPayee(house, task);
                assertThat(held.code()).contains("approval-required");
                isUntrusted(pay(house, ACCOUNT));
                house.approve("vera", held.hold().orElseThrow());
                Answer added = addPayee(house, task);
                assertThat(added.kind()).as(added.text()).isEqualTo(Answer.Kind.DONE);
                registered = added.decision().path("call").asText();
                server.kill();
            }
            try (ServeProcess server = ServeProcess.start(config, folder.resolve("log"), "key")) {
                house.isAt(server.url());
                Answer paid = pay(house, "DE89 3704 0044 0532 0130 00");
                assertThat(paid.kind()).as(paid.text()).isEqualTo(Answer.Kind.DONE);
                assertThat(house.v1(
                                        "vera",
                                        "calls/" + paid.decision().path("call").asText())
                                .path("provenance")
                                .toString())
                        .contains("\"contact\":\"" + registered + "\"")
                        .contains("someone independent approved it as a contact in " + registered);
                isUntrusted(pay(house, OTHER));
                String task = house.task("helper", "Remove the gas works from the payees");
                Answer removed = house.agent("helper", task, "bank")
                        .call("remove_payee", Json.object().put("to", ACCOUNT));
                assertThat(removed.kind()).as(removed.text()).isEqualTo(Answer.Kind.DONE);
                isUntrusted(pay(house, ACCOUNT));
                server.kill();
            }
            try (ServeProcess server = ServeProcess.start(config, folder.resolve("log"), "key")) {
                house.isAt(server.url());
                isUntrusted(pay(house, ACCOUNT));
            }
        }
    }

    /** Has the helper register the payee, which vera approves; returns the call. */
    private static String register(FlowHouse house) throws Exception {
        String task = house.task("helper", "Add the gas works to the payees");
        house.approve("vera", addPayee(house, task).hold().orElseThrow());
        Answer added = addPayee(house, task);
        assertThat(added.kind()).as(added.text()).isEqualTo(Answer.Kind.DONE);
        return added.decision().path("call").asText();
    }

    @Test
    void aWithdrawalThatWasAcknowledgedHoldsAfterAKill(@TempDir Path folder) throws Exception {
        try (var house = new FlowHouse(folder)) {
            Path config = Files.writeString(Served.file(folder), house.config());
            String call;
            try (ServeProcess server = ServeProcess.start(config, folder.resolve("log"), "key")) {
                house.isAt(server.url());
                assertThat(house.command("vera", 0, "contact", "list")).contains("no verified contacts");
                call = register(house);
                assertThat(pay(house, ACCOUNT).kind()).isEqualTo(Answer.Kind.DONE);
                assertThat(house.command("vera", 0, "contact", "list", "--owner", "desk"))
                        .contains("CALL", call, "desk", "helper", "bank/add_payee", "to: " + ACCOUNT, "vera");
                assertThat(house.command("vera", 0, "contact", "list", "--owner", "sales"))
                        .contains("no verified contacts");
                assertThat(house.command("planner", 1, "contact", "list")).contains("not-allowed");
                assertThat(house.command("planner", 1, "contact", "withdraw", call, "--reason", "mine"))
                        .contains("not-allowed");
                assertThat(pay(house, ACCOUNT).kind()).isEqualTo(Answer.Kind.DONE);
                assertThat(house.command("vera", 0, "contact", "withdraw", call, "--reason", "not their account"))
                        .contains("the contacts of " + call + " are withdrawn");
                server.kill();
            }
            try (ServeProcess server = ServeProcess.start(config, folder.resolve("log"), "key")) {
                house.isAt(server.url());
                isUntrusted(pay(house, ACCOUNT));
                assertThat(house.command("olivia", 0, "contact", "list")).contains("no verified contacts");
                assertThat(house.command("olivia", 1, "contact", "withdraw", call, "--reason", "not their account"))
                        .contains("contact-unknown", "`vera` has already withdrawn the contacts of `" + call + "`");
                assertThat(house.v1("olivia", "calls/" + call).path("lines").toString())
                        .contains("contact withdrawn by vera", "not their account");
                String again = register(house);
                assertThat(pay(house, ACCOUNT).kind()).isEqualTo(Answer.Kind.DONE);
                assertThat(house.v1("olivia", "contacts")
                                .path("contacts")
                                .get(0)
                                .path("call")
                                .asText())
                        .isEqualTo(again);
            }
        }
    }
}
