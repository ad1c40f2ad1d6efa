package dev.interlock.server.door.mcp.legacy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.door.mcp.method.Session;
import dev.interlock.server.door.mcp.request.CallerSide;
import dev.interlock.server.door.mcp.request.ClientOptions;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.Message;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.upstream.Cancellation;
import dev.interlock.server.upstream.Conversation.Answers;
import dev.interlock.server.upstream.Conversation.Question;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The caller of a request in a session: it is asked by requests of ours on the way back of its own. While it thinks,
 * its place at the server is free for others.
 */
record LegacyCaller(Session session, ClientOptions options, LegacyMethods.Way way, Duration timeout)
        implements CallerSide {

    private record PendingQuestion(JsonNode id, Question question, CompletableFuture<Message.Answer> answer) {}

    @Override
    public void tell(ObjectNode notification) {
        way.stream().tell(notification);
    }

    @Override
    public Cancellation cancellation() {
        return way.cancellation();
    }

    @Override
    public Answers ask(Map<String, Question> questions) {
        Map<String, PendingQuestion> pendingQuestions = new LinkedHashMap<>();
        questions.forEach((key, question) -> {
            var answer = new CompletableFuture<Message.Answer>();
            pendingQuestions.put(key, new PendingQuestion(session.question(answer), question, answer));
        });
        Runnable giveUp =
                () -> pendingQuestions.values().forEach(each -> each.answer().cancel(false));
        way.place().leave();
        try (Cancellation.Registration gone = way.stream().gone().whenCancelled(giveUp);
                Cancellation.Registration given = way.cancellation().whenCancelled(giveUp)) {
            for (PendingQuestion each : pendingQuestions.values()) {
                Question question = each.question();
                if (!way.stream().tell(Message.request(each.id(), question.method(), params(each)))) {
                    return new Answers.None("the caller has no open stream");
                }
            }
            return answers(pendingQuestions);
        } finally {
            pendingQuestions.values().forEach(this::takeBack);
            way.place().comeBack();
        }
    }

    /** Returns the parameters of a question. In this era a question that is answered elsewhere needs a name. */
    private static ObjectNode params(PendingQuestion pending) {
        ObjectNode params = pending.question().params();
        if ("url".equals(Json.string(params, "mode")) && !params.has("elicitationId")) {
            params = params.deepCopy();
            params.set("elicitationId", pending.id());
        }
        return params;
    }

    private Answers answers(Map<String, PendingQuestion> pendingQuestions) {
        long until = System.nanoTime() + timeout.toNanos();
        Map<String, Message.Answer> given = new HashMap<>();
        try {
            for (Map.Entry<String, PendingQuestion> each : pendingQuestions.entrySet()) {
                given.put(each.getKey(), each.getValue().answer().get(until - System.nanoTime(), TimeUnit.NANOSECONDS));
            }
            return new Answers.Given(given);
        } catch (TimeoutException e) {
            return new Answers.None("no answer arrived within " + timeout.toSeconds() + " s");
        } catch (CancellationException | ExecutionException e) {
            return new Answers.None("the caller has disconnected or cancelled the call");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answers.None("the server has cancelled its question");
        }
    }

    private void takeBack(PendingQuestion question) {
        session.forget(question.id());
        if (!question.answer().isDone() || question.answer().isCancelled()) {
            ObjectNode params = Json.object();
            params.set("requestId", question.id());
            way.stream().tell(Message.notification(Names.CANCELLED, params));
        }
    }
}
