import {
  ChoiceField,
  Empty,
  FilterBar,
  LoadMore,
  QueryView,
  ScreenBody,
  SearchField,
  Section,
  TextInput,
  useFilters,
} from '../shared';
import { useText } from '../translations';
import { AuditTable, SUBJECT_KINDS } from './AuditTable';
import { type AuditFilter, useAudit } from './queries';

const FILTERS = ['who', 'event', 'kind', 'subject', 'from', 'to'] as const;

/** `tess` stands for `user:default/tess`. */
const actorOf = (text: string | undefined) =>
  text === undefined || text.includes(':') ? text : `user:default/${text.toLowerCase()}`;

/** When a day begins, here and so many days later; undefined of what is no day. */
function startOf(day: string | undefined, daysLater = 0): string | undefined {
  const match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day ?? '');
  if (!match) return undefined;
  const [year, month, date] = match.slice(1).map(Number);
  return new Date(year, month - 1, date + daysLater).toISOString();
}

/** What happened to everything that one may read, the newest first. */
export function AuditScreen() {
  const t = useText();
  const { values, update, clear, isFiltered } = useFilters(FILTERS);
  const kind = SUBJECT_KINDS.find(one => one === values.kind);
  const filter: AuditFilter = {
    actor: actorOf(values.who),
    event: values.event,
    subjectKind: kind,
    subjectId: kind && values.subject,
    from: startOf(values.from),
    to: startOf(values.to, 1),
  };
  const query = useAudit(filter);
  const day = (name: 'from' | 'to') => (
    <TextInput
      type="date"
      label={t(`audit.filter.${name}`)}
      value={values[name] ?? ''}
      onChange={event => update({ [name]: event.target.value || undefined })}
      variant="outlined"
      size="small"
      InputLabelProps={{ shrink: true }}
    />
  );
  return (
    <ScreenBody title={t('audit.title')} subtitle={t('audit.subtitle')}>
      <Section title={t('audit.list')} isUntitled flush>
        <FilterBar
          search={values.who}
          searchLabel={t('audit.filter.who')}
          onSearch={who => update({ who })}
          isFiltered={isFiltered}
          onClear={clear}
        >
          <SearchField
            label={t('audit.filter.event')}
            value={values.event ?? ''}
            onChange={event => update({ event: event || undefined })}
          />
          <ChoiceField
            label={t('audit.filter.kind')}
            value={kind}
            choices={SUBJECT_KINDS.map(one => [one, t(`audit.kind.${one}`)] as const)}
            onChange={next => update({ kind: next, subject: undefined })}
            anyLabel={t('audit.filter.anyKind')}
          />
          {day('from')}
          {day('to')}
        </FilterBar>
        <QueryView
          query={query}
          isEmpty={({ items }) => items.length === 0}
          empty={
            isFiltered ? (
              <Empty filtered title={t('audit.none.filtered')} />
            ) : (
              <Empty title={t('audit.none.all')}>{t('audit.none.allHint')}</Empty>
            )
          }
        >
          {({ items }) => (
            <>
              <AuditTable label={t('audit.list')} entries={items} withSubject />
              <LoadMore query={query} />
            </>
          )}
        </QueryView>
      </Section>
    </ScreenBody>
  );
}
