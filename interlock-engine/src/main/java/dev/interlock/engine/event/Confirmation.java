package dev.interlock.engine.event;

import java.util.OptionalLong;

/** The way in which the outcome of a call became known without a person. */
public sealed interface Confirmation {

    /**
     * A read by Interlock itself, with the tool that the catalogue names for the purpose.
     *
     * @param tool the tool that was asked
     * @param digest digest of its arguments and of the answer
     * @param sentMillis time at which it was sent, by the writer's clock: the answer says nothing of what took effect later
     */
    record Read(String tool, String digest, long sentMillis) implements Confirmation {}

    /**
     * The word of a source that is trusted for all that the call does.
     *
     * @param id the source's own name for what it told
     * @param outsideMillis time at which it happened, if the source says so
     */
    record Told(String source, String id, OptionalLong outsideMillis) implements Confirmation {}
}
