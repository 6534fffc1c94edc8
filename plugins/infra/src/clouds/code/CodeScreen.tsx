import { Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import { useState } from 'react';
import { newKey } from '../../api';
import { cloudsRouteRef } from '../../routes';
import { ScreenBody } from '../../shared';
import { useText } from '../../translations';
import { CloudChoice } from './CloudChoice';
import { FilesSection } from './FilesSection';
import { GenerateSection } from './GenerateSection';
import { NeedsSection } from './NeedsSection';
import type { Submission } from './queries';
import { RequestSection } from './RequestSection';
import type { SourceFiles } from './sourceFiles';
import { TransformSection } from './TransformSection';

/** From code to what it needs, to the cloud that fits, to how it is set up there. */
export function CodeScreen() {
  const t = useText();
  const toClouds = useRouteRef(cloudsRouteRef);
  const [files, setFiles] = useState<SourceFiles>({});
  const [submission, setSubmission] = useState<Submission>();
  const [cloud, setCloud] = useState<string>();
  const submit = () => {
    setSubmission({ key: newKey(), files });
    setCloud(undefined);
  };
  return (
    <ScreenBody
      title={t('clouds.code.title')}
      subtitle={
        <>
          <div>{t('clouds.code.subtitle')}</div>
          <Link to={toClouds()}>{t('clouds.back')}</Link>
        </>
      }
    >
      <FilesSection
        files={files}
        onChange={setFiles}
        onSubmit={submit}
        isSubmitted={submission?.files === files}
      />
      {submission && (
        <NeedsSection key={submission.key} searched={submission}>
          {capabilities => (
            <CloudChoice capabilities={capabilities} value={cloud} onChange={setCloud}>
              {option => (
                <>
                  <TransformSection option={option} submission={submission} />
                  <GenerateSection key={option.cloud} option={option} />
                  <RequestSection option={option} />
                </>
              )}
            </CloudChoice>
          )}
        </NeedsSection>
      )}
    </ScreenBody>
  );
}
