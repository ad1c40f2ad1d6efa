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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
 * <p>Cases stand one after another in a log, and overlapped in time: events are passed on in the order of the file, for somebody else to
 * merge.
 */
public final class XesReader implements TraceReader {

    private static final String NAME = "concept:name";
    private static final LogCalls.Keys KEYS = new LogCalls.Keys(NAME, "org:resource", "time:timestamp");
    private static final String COMPLETE = "complete";
    private static final Pattern ENCODING =
            Pattern.compile("^<\\?xml[^>]{0,80}encoding=[\"']([A-Za-z0-9._-]{1,40})[\"']");
    /** The rough number of characters that an attribute takes beside its text. */
    private static final int PER_ATTRIBUTE = 64;
    /** An XML declaration ends before. */
    private static final int DECLARATION = 200;

    private final Cases cases;
    private final Names names = new Names();
    private Consumer<TraceEvent> out = event -> {};
    private LogCalls calls = new LogCalls(names, KEYS, out);
    private String file = "";
    private final List<Attribute> attributesOfCase = new ArrayList<>();
    private final List<Attribute> attributes = new ArrayList<>();
    private LogCalls.@Nullable OfCase ofCase;
    private long lineOfCase;
    private boolean inTrace;
    private boolean inEvent;
    private int depth;
    private int nested;
    private long caseSize;
    private long eventSize;

    private record Attribute(String key, Object value) {}

    public XesReader(Cases cases) {
        this.cases = cases;
    }

    @Override
    public void read(String name, InputStream in, Consumer<TraceEvent> consumer) throws IOException {
        file = name;
        out = consumer;
        calls = new LogCalls(names, KEYS, out);
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
                ? "there are bytes that are not text in the file's encoding"
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
            throw new IllegalArgumentException("elements are nested more deeply than an event log needs");
        }
        switch (xml.getLocalName()) {
            case "trace" -> {
                inTrace = true;
                ofCase = null;
                lineOfCase = line(xml);
                attributesOfCase.clear();
                caseSize = 0;
            }
            case "event" -> {
                inEvent = true;
                attributes.clear();
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
            if ((inEvent ? (eventSize += size) : (caseSize += size)) > LineSplitter.LONGEST) {
                throw new IllegalArgumentException("a case or an event has more attributes than an event log needs");
            }
            Object typed = typed(xml.getLocalName(), value);
            (inEvent ? attributes : attributesOfCase).add(new Attribute(key, typed));
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
                ofCase(); // a trace without events is a case, too
                inTrace = false;
            }
            case "event" -> {
                event(new Place(file, line(xml)));
                inEvent = false;
            }
            default -> nested = Math.max(0, nested - 1);
        }
    }

    private void event(Place place) {
        if (!inTrace) {
            out.accept(new TraceEvent.Flawed(place, Flaw.BROKEN, "the event is not in a trace"));
            return;
        }
        if (value(attributes, "lifecycle:transition") instanceof String transition
                && !transition.toLowerCase(Locale.ROOT).equals(COMPLETE)) {
            return;
        }
        var arguments = new LogArguments();
        for (Attribute attribute : attributesOfCase) {
            arguments.put("case_" + names.argument(attribute.key()), attribute.key(), attribute.value());
        }
        for (Attribute attribute : attributes) {
            arguments.put(names.argument(attribute.key()), attribute.key(), attribute.value());
        }
        calls.event(
                place,
                ofCase(),
                value(attributes, KEYS.activity()),
                value(attributes, KEYS.resource()),
                value(attributes, KEYS.time()),
                arguments);
    }

    private static @Nullable Object value(List<Attribute> attributes, String key) {
        for (Attribute attribute : attributes) {
            if (attribute.key().equals(key)) {
                return attribute.value();
            }
        }
        return null;
    }

    /** The case of the trace; one without a name is named by its place, which no other has. */
    private LogCalls.OfCase ofCase() {
        if (ofCase == null) {
            var place = new Place(file, lineOfCase);
            Object written = value(attributesOfCase, NAME);
            String name = Names.ofAttribute(written);
            if (name == null) {
                out.accept(new TraceEvent.Flawed(place, Flaw.NO_CASE, "the trace has no `" + NAME + "`"));
                name = place.toString();
            }
            ofCase = new LogCalls.OfCase(cases.trace(name, written == null ? name : written.toString(), place), name);
        }
        return ofCase;
    }

    private static long line(XMLStreamReader xml) {
        return Math.max(1, xml.getLocation().getLineNumber());
    }
}
