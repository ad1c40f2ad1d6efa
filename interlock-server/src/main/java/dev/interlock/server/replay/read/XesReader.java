package dev.interlock.server.replay.read;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UnsupportedEncodingException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Event logs in XES (IEEE 1849): a trace is a case, an event that says {@code concept:name} is a call of the tool
 * {@code xes/<activity>} by its {@code org:resource}. Of events with a {@code lifecycle:transition} only those that complete
 * count. Read as a stream, one event at a time; documents with a DTD are refused, and nothing outside the file is read.
 *
 * <p>Cases stand one after another in a log, and overlapped in time. Each is moved, as a whole, behind the one before it where
 * that is needed: times within a case keep their distances, which is what rules with a window look at.
 */
public final class XesReader implements TraceReader {

    private static final Pattern NO_TOOL_NAME = Pattern.compile("[^A-Za-z0-9_.-]+");
    private static final Pattern ENCODING =
            Pattern.compile("^<\\?xml[^>]{0,80}encoding=[\"']([A-Za-z0-9._-]{1,40})[\"']");
    private static final int MAX_TOOL = 128;
    /** The rough number of characters that an attribute takes beside its text. */
    private static final int PER_ATTRIBUTE = 64;
    /** An XML declaration ends before. */
    private static final int DECLARATION = 200;

    private Consumer<TraceEvent> out = event -> {};
    private String file = "";
    private long cases;
    private long latest = TraceEvent.NO_TIME;
    private long shift;
    private boolean caseBegan;
    private final Map<String, @Nullable Object> ofCase = new LinkedHashMap<>();
    private @Nullable Map<String, @Nullable Object> ofEvent;
    private boolean inTrace;
    private int depth;
    private int nested;
    private long caseSize;
    private long eventSize;

    @Override
    public void read(String name, InputStream in, Consumer<TraceEvent> consumer) throws IOException {
        file = name;
        out = consumer;
        XMLStreamReader xml = null;
        try {
            var text = new BoundedReader(decoded(in), LineSplitter.LONGEST);
            xml = factory().createXMLStreamReader(text);
            while (xml.hasNext()) {
                int token = xml.next();
                text.next();
                switch (token) {
                    case XMLStreamConstants.START_ELEMENT -> start(xml);
                    case XMLStreamConstants.END_ELEMENT -> end(xml);
                    case XMLStreamConstants.DTD ->
                        throw new XMLStreamException("it has a DTD, which an event log does not need");
                    default -> {}
                }
            }
        } catch (XMLStreamException | RuntimeException e) {
            flaw(xml, e);
            endOfCase(xml == null ? 1 : line(xml));
        } finally {
            close(xml);
        }
    }

    private static XMLInputFactory factory() {
        var factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, true);
        // without a DTD there are only the five entities of XML itself, of which a long log has many
        for (String limit : List.of("entityExpansionLimit", "totalEntitySizeLimit", "maxGeneralEntitySizeLimit")) {
            factory.setProperty("jdk.xml." + limit, "0");
        }
        factory.setXMLResolver((publicId, systemId, base, namespace) -> {
            throw new XMLStreamException("it refers to something outside the file");
        });
        return factory;
    }

    /**
     * The text of the document, by its mark or declaration, else UTF-8. Bytes that are none are an error: two different names
     * must not become one.
     */
    private static Reader decoded(InputStream in) throws IOException {
        InputStream marked = in.markSupported() ? in : new BufferedInputStream(in, DECLARATION);
        marked.mark(DECLARATION);
        String beginning = new String(ahead(marked), StandardCharsets.ISO_8859_1);
        marked.reset();
        if (beginning.startsWith("\u00ef\u00bb\u00bf")) {
            marked.skipNBytes(3);
        }
        Charset charset = StandardCharsets.UTF_8;
        Matcher declared = ENCODING.matcher(beginning);
        if (beginning.startsWith("\u00fe\u00ff") || beginning.startsWith("\u00ff\u00fe")) {
            charset = StandardCharsets.UTF_16;
        } else if (declared.find()) {
            try {
                charset = Charset.forName(declared.group(1));
            } catch (IllegalArgumentException e) {
                throw new UnsupportedEncodingException("there is no encoding `" + declared.group(1) + "`");
            }
        }
        return new InputStreamReader(marked, charset.newDecoder()); // which reports what it cannot read
    }

    private static byte[] ahead(InputStream in) throws IOException {
        try {
            return in.readNBytes(DECLARATION);
        } catch (EOFException e) {
            return new byte[0]; // a gzip file that was cut: it is met again
        }
    }

    private void flaw(@Nullable XMLStreamReader xml, Exception e) throws IOException {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException io && !(io instanceof CharacterCodingException)) {
                throw io;
            }
        }
        String message = e.getCause() instanceof CharacterCodingException
                ? "there are bytes that are no text in the encoding of the file"
                : String.valueOf(e.getMessage());
        int end = message.lastIndexOf("Message: ");
        out.accept(new TraceEvent.Flawed(
                new Place(file, xml == null ? 1 : line(xml)),
                Flaw.CUT,
                end < 0 ? message : message.substring(end + "Message: ".length())));
    }

    private static void close(@Nullable XMLStreamReader xml) {
        if (xml != null) {
            try {
                xml.close();
            } catch (XMLStreamException e) {
                // nothing is lost by it: all was read
            }
        }
    }

    private void start(XMLStreamReader xml) {
        depth++;
        if (depth > 64) {
            throw new IllegalArgumentException("elements are nested deeper than any event log's");
        }
        switch (xml.getLocalName()) {
            case "trace" -> {
                inTrace = true;
                caseBegan = false;
                ofCase.clear();
                caseSize = 0;
                cases++;
            }
            case "event" -> {
                ofEvent = new LinkedHashMap<>();
                eventSize = 0;
            }
            default -> attribute(xml);
        }
    }

    /** An attribute of the event or case; one inside another is left out. */
    private void attribute(XMLStreamReader xml) {
        if (!inTrace) {
            return;
        }
        nested++;
        String key = xml.getAttributeValue(null, "key");
        String value = xml.getAttributeValue(null, "value");
        if (nested == 1 && key != null && value != null) {
            long size = (long) key.length() + value.length() + PER_ATTRIBUTE;
            if ((ofEvent == null ? (caseSize += size) : (eventSize += size)) > LineSplitter.LONGEST) {
                throw new IllegalArgumentException("a case or an event has more attributes than any event log's");
            }
            (ofEvent == null ? ofCase : ofEvent).put(key, typed(xml.getLocalName(), value));
        }
    }

    private static Object typed(String type, String value) {
        return switch (type) {
            case "int" -> value.matches("-?[0-9]{1,15}") ? (Object) Long.valueOf(value) : value;
            case "boolean" -> value.equals("true") || value.equals("false") ? (Object) Boolean.valueOf(value) : value;
            default -> value;
        };
    }

    private void end(XMLStreamReader xml) {
        depth--;
        switch (xml.getLocalName()) {
            case "trace" -> {
                inTrace = false;
                endOfCase(line(xml));
            }
            case "event" -> {
                if (ofEvent != null && inTrace) {
                    event(new Place(file, line(xml)), ofEvent);
                }
                ofEvent = null;
            }
            default -> nested = Math.max(0, nested - 1);
        }
    }

    private void endOfCase(long line) {
        if (caseBegan) {
            out.accept(new TraceEvent.Closed(new Place(file, line), TraceEvent.NO_TIME, task()));
            caseBegan = false;
        }
    }

    /** Cases of one name are two tasks, and one case. */
    private String task() {
        return "case " + cases;
    }

    private void event(Place place, Map<String, @Nullable Object> event) {
        if (event.get("lifecycle:transition") instanceof String transition
                && !transition.toLowerCase(Locale.ROOT).equals("complete")) {
            return;
        }
        if (!(event.get("concept:name") instanceof String activity) || activity.isBlank()) {
            out.accept(new TraceEvent.Flawed(place, Flaw.BROKEN, "the event has no `concept:name`"));
            return;
        }
        String resource = event.get("org:resource") instanceof String text && !text.isBlank() ? text : null;
        if (resource == null) {
            out.accept(
                    new TraceEvent.Flawed(place, Flaw.NO_AGENT, "the event `" + activity + "` has no `org:resource`"));
        }
        out.accept(new TraceEvent.Called(
                place,
                time(place, event.get("time:timestamp")),
                null,
                task(),
                null,
                Party.named(resource),
                tool(activity),
                arguments(event, activity, resource),
                false,
                Outcome.SUCCEEDED));
    }

    private long time(Place place, @Nullable Object value) {
        OptionalLong read = value instanceof String text ? Times.parse(text) : OptionalLong.empty();
        if (read.isEmpty()) {
            if (value != null) {
                out.accept(new TraceEvent.Flawed(place, Flaw.BROKEN, "`time:timestamp` is not a time of ISO 8601"));
            }
            caseBegan = true;
            return TraceEvent.NO_TIME;
        }
        if (!caseBegan) {
            caseBegan = true;
            shift = latest == TraceEvent.NO_TIME ? 0 : Math.max(0, latest - read.getAsLong());
        }
        long time = read.getAsLong() + shift;
        latest = Math.max(latest, time);
        return time;
    }

    /** Returns the tool that stands for an activity in a catalogue: other characters than those of a tool's name become {@code _}. */
    static String tool(String activity) {
        String name = NO_TOOL_NAME.matcher(activity.strip()).replaceAll("_");
        return "xes/" + (name.length() <= MAX_TOOL ? name : name.substring(0, MAX_TOOL));
    }

    /** Returns what the catalogue can read: the case, the activity, and each attribute with {@code _} for what no path can name. */
    private Map<String, @Nullable Object> arguments(
            Map<String, @Nullable Object> event, String activity, @Nullable String resource) {
        Map<String, @Nullable Object> args = new LinkedHashMap<>();
        ofCase.forEach(
                (key, value) -> args.put("case_" + NO_TOOL_NAME.matcher(key).replaceAll("_"), value));
        event.forEach((key, value) -> args.put(NO_TOOL_NAME.matcher(key).replaceAll("_"), value));
        Object name = ofCase.get("concept:name");
        args.put("case", name == null ? task() : name);
        args.put("activity", activity);
        args.put("resource", resource);
        return args;
    }

    private static long line(XMLStreamReader xml) {
        return Math.max(1, xml.getLocation().getLineNumber());
    }
}
