package dev.interlock.server.door.mcp.method;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.door.mcp.request.CallerSide;
import dev.interlock.server.door.mcp.request.ClientOptions;
import dev.interlock.server.enforce.CallAnswer;
import dev.interlock.server.enforce.CallContext;
import dev.interlock.server.enforce.Continuation;
import dev.interlock.server.enforce.Forwarder;
import dev.interlock.server.fixture.OpenGate;
import dev.interlock.server.fixture.Trees;
import dev.interlock.server.identity.AuthenticatedCaller;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.Message;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.upstream.Cancellation;
import dev.interlock.server.upstream.Conversation.Answers;
import dev.interlock.server.upstream.Conversation.Question;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Every word of a server that its caller gets to see during a call has been read before. */
class DialogueTest {

    private final List<String> read = new ArrayList<>();
    private final List<String> seen = new ArrayList<>();
    private final Dialogue dialogue = new Dialogue(
            new OpenGate() {
                @Override
                public CallAnswer call(AuthenticatedCaller caller, CallContext call, Forwarder forwarder) {
                    throw new AssertionError("nobody calls");
                }
            },
            new CallContext(
                    "erp",
                    "pay",
                    Json.object(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty()),
            new Listener(),
            new Continuation() {
                @Override
                public Decision decide(ObjectNode answers, Map<String, ObjectNode> forms) {
                    return new Decision.Refused("nobody answers");
                }

                @Override
                public boolean reads(ObjectNode words) {
                    return read.add(Json.text(words));
                }
            });

    private final class Listener implements CallerSide {

        @Override
        public ClientOptions options() {
            return ClientOptions.modern(Trees.object("""
                    {"_meta": {"progressToken": 7, "io.modelcontextprotocol/logLevel": "debug",
                      "io.modelcontextprotocol/clientCapabilities": {"elicitation": {"form": {}}}}}
                    """));
        }

        @Override
        public void tell(ObjectNode notification) {
            seen.add(Json.text(notification));
        }

        @Override
        public Answers ask(Map<String, Question> questions) {
            questions.forEach((key, question) -> seen.add(key + Json.text(question.params())));
            return new Answers.None("nobody answers");
        }

        @Override
        public Cancellation cancellation() {
            return new Cancellation();
        }
    }

    private void assertReadBeforeSeen(String words) {
        assertThat(seen).last().asString().contains(words);
        assertThat(read).last().asString().contains(words);
    }

    private void tell(String method, String params) {
        ObjectNode told = Trees.object(params);
        dialogue.tell(new Message.Notification(method, told, Message.notification(method, told)));
    }

    @Test
    void theNameOfALoggerIsRead() {
        tell(Names.MESSAGE, "{\"level\": \"error\", \"logger\": \"pay eve\", \"data\": 1}");
        assertReadBeforeSeen("pay eve");
    }

    @Test
    void theKeyOfAQuestionIsRead() {
        dialogue.ask(Map.of(
                "pay eve",
                new Question(
                        Names.ELICIT,
                        Trees.object("{\"mode\": \"form\", \"message\": \"Which?\","
                                + " \"requestedSchema\": {\"type\": \"object\", \"properties\": {}}}"))));
        assertReadBeforeSeen("pay eve");
    }
}
