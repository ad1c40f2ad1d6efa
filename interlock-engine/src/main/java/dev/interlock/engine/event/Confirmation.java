package dev.interlock.engine.event;

import java.util.OptionalLong;

/** The way in which the outcome of a call became known without a person. */
public sealed interface Confirmation {

    /**
     * Interlock looked it up itself, with the read that the catalogue names for the tool.
     *
     * @param tool that was asked
     * @param digest of its arguments and of the answer
     * @param sentMillis when it was sent, by the writer's clock: the answer says nothing of what took effect later
     */
    record Read(String tool, String digest, long sentMillis) implements Confirmation {}

    /**
     * A source told of it that is trusted for all that the call does.
     *
     * @param id the source's own name for what it told
     * @param outsideMillis when it happened, if the source says so
     */
    record Told(String source, String id, OptionalLong outsideMillis) implements Confirmation {}
}
