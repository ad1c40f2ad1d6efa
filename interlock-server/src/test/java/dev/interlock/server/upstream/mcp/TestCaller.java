package dev.interlock.server.upstream.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.credential.Injection;
import dev.interlock.server.fixture.Trees;
import dev.interlock.server.mcp.Message;
import dev.interlock.server.upstream.Cancellation;
import dev.interlock.server.upstream.Conversation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;

/** A caller that remembers what it was told and asked, and answers as the test says. */
public final class TestCaller implements Conversation {
    static final String ALL = "{\"elicitation\":{\"form\":{},\"url\":{}},\"sampling\":{},\"roots\":{}}";

    public final BlockingQueue<Message.Notification> told = new LinkedBlockingQueue<>();
    final List<Question> asked = new CopyOnWriteArrayList<>();
    final BlockingQueue<String> tasks = new LinkedBlockingQueue<>();
    private final Cancellation cancellation = new Cancellation();
    private Wishes wishes = new Wishes(true, Optional.empty(), Trees.object(ALL));
    private Function<Map<String, Question>, Answers> answers = questions -> new Answers.None("nobody is there");
    private boolean repeatable;
    private Optional<String> task = Optional.empty();
    private Optional<Injection> injection = Optional.empty();

    TestCaller wishing(Optional<String> level, String capabilities, boolean tasks) {
        wishes = new Wishes(true, level, Trees.object(capabilities), tasks);
        return this;
    }

    TestCaller answering(Function<Map<String, Question>, Answers> how) {
        answers = how;
        return this;
    }

    /** Answers every question with what the function makes of it. */
    TestCaller answeringEach(Function<Question, ObjectNode> how) {
        return answering(questions -> {
            Map<String, Message.Answer> given = new LinkedHashMap<>();
            questions.forEach((key, question) -> given.put(key, new Message.Answer.Result(how.apply(question))));
            return new Answers.Given(given);
        });
    }

    TestCaller in(String name) {
        task = Optional.of(name);
        return this;
    }

    /** As if the catalogue called it safe to repeat. */
    TestCaller repeating(boolean may) {
        repeatable = may;
        return this;
    }

    @Override
    public boolean repeatable() {
        return repeatable;
    }

    @Override
    public Wishes wishes() {
        return wishes;
    }

    @Override
    public void tell(Message.Notification notification) {
        told.add(notification);
    }

    @Override
    public Answers ask(Map<String, Question> questions) {
        asked.addAll(questions.values());
        return answers.apply(questions);
    }

    @Override
    public Cancellation cancellation() {
        return cancellation;
    }

    @Override
    public void becameTask() {
        tasks.add("task");
    }

    TestCaller with(Injection credential) {
        injection = Optional.of(credential);
        return this;
    }

    @Override
    public Optional<String> task() {
        return task;
    }

    @Override
    public Optional<Injection> injection() {
        return injection;
    }
}
