package dev.interlock.server.upstream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.policy.catalog.NoEffect;
import dev.interlock.server.credential.Injection;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.Message;
import java.util.Map;
import java.util.Optional;

/**
 * The conversation between a server and the caller of one request that is under way, whatever era each of them speaks:
 * reports of progress, log messages, questions, and cancellation. Thread-safe.
 */
public interface Conversation {

    /**
     * The messages that the caller wants, and the questions that it can be asked.
     *
     * @param progress whether it wants reports of progress
     * @param logLevel the least severe log message that it wants; empty for none
     * @param capabilities of a client (`elicitation`, `roots`, `sampling`, as MCP names them), cut down to what is
     *     relayed
     * @param tasks whether the server may make a task of the request, which is then waited for here
     */
    record Wishes(boolean progress, Optional<String> logLevel, ObjectNode capabilities, boolean tasks) {

        /** Makes wishes without tasks. */
        public Wishes(boolean progress, Optional<String> logLevel, ObjectNode capabilities) {
            this(progress, logLevel, capabilities, false);
        }

        public static Wishes none() {
            return new Wishes(false, Optional.empty(), Json.object());
        }
    }

    /**
     * A question of a server to the caller.
     *
     * @param method `elicitation/create`, `sampling/createMessage` or `roots/list`
     */
    record Question(String method, ObjectNode params) {}

    /** The answers to questions. */
    sealed interface Answers {
        /**
         * There is one answer for each question, by its key. The answers were decided on and may be handed to the
         * server.
         */
        record Given(Map<String, Message.Answer> byKey) implements Answers {
            public Given {
                byKey = Map.copyOf(byKey);
            }
        }

        /** There will be no answers: the caller went, cannot be asked this, or its answers were refused. */
        record None(String reason) implements Answers {}
    }

    Wishes wishes();

    /** Passes on `notifications/progress` or `notifications/message` of this request. Never blocks; may drop it. */
    void tell(Message.Notification notification);

    /**
     * Asks the caller, and waits as long as it takes; the time does not count for the server's. Questions of one request come
     * one after another. An interrupt takes them back: the server does not want to know any more, and the answer is none.
     */
    Answers ask(Map<String, Question> questions);

    /** The server has made a task of the request: it may take long. Called once at most, and never blocks. */
    default void becameTask() {}

    /**
     * Returns the task that the caller works on; a server that runs once for each task has a process of its own for it.
     */
    default Optional<String> task() {
        return Optional.empty();
    }

    /** The credential that was issued for the request; a server that needs one is sent no request of a caller without. */
    default Optional<Injection> injection() {
        return Optional.empty();
    }

    /** Returns whether the catalogue permits sending the request again when its connection broke. */
    default boolean repeatable() {
        return false;
    }

    /** Returns whether the catalogue takes the answer to the request for proof that it had no effect. */
    default boolean hadNoEffect(Evidence evidence) {
        return NoEffect.BY_DEFAULT.proven(evidence.sendings());
    }

    /** Returns whether the caller has given up. */
    Cancellation cancellation();

    /** Returns the conversation of a request without a caller: nothing is heard, and nothing can be asked. */
    static Conversation none() {
        Cancellation never = new Cancellation();
        return new Conversation() {
            @Override
            public Wishes wishes() {
                return Wishes.none();
            }

            @Override
            public void tell(Message.Notification notification) {}

            @Override
            public Answers ask(Map<String, Question> questions) {
                return new Answers.None("no one can be asked");
            }

            @Override
            public Cancellation cancellation() {
                return never;
            }
        };
    }
}
